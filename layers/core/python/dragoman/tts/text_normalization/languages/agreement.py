"""Agreement of numbers with the noun after them, in the Romance languages.

The noun is looked for among one or two words: a thousand or an adjective without gender may come
first. Endings decide, with lists of exceptions.
"""

from __future__ import annotations

import re
from typing import Final

_PT_MASCULINE: Final = re.compile(
    r"(?:di|mei[ao]-?di|problem|sistem|tem|program|map|clim|planet|poem|quilogram|miligram|gram|dilem|"
    r"idiom|dram|cinem|telefonem|diplom|esquem|sintom|trem|aroma|plasma|carcinom|hematom|edem|"
    r"fantasm|cromossom|atom|cometa|profeta|pirata|poeta|colega|policia)as?"
)
_PT_FEMININE: Final = re.compile(
    r".*(?:ções|ção|sões|são|gens|gem|[dt]ades?|tudes?|ãs?|izes|ezas?)"
    r"|(?:mulher|vez|flor|cor|luz|voz|colher|dor|raiz|cruz|atriz|nora|avó|mó|pá|fé)(?:es|s)?"
    r"|(?:noite|tarde|chave|parte|classe|fase|frase|base|rede|sede|árvore|ponte|gente|mente|morte|"
    r"fonte|carne|dose|crise|tese|torre|febre|nave|semente|estante|equipe|série|espécie|metade|"
    r"análise|síntese|gripe|greve|lente|face|pele|ave|alface|corrente|enchente|mãe|mão|lei|"
    r"grávida|ampola|cápsula)s?"
    r"|mão|vozes|luzes|cruzes|nuvens|nuvem|ordens|ordem|mensagens|imagens|opções"
)
_PT_OTHER: Final = frozenset(
    [
        "a",
        "as",
        "da",
        "das",
        "na",
        "nas",
        "pela",
        "pelas",
        "para",
        "mas",
        "apenas",
        "uma",
        "era",
        "fica",
        "estava",
        "esta",
        "essa",
        "aquela",
        "cada",
        "toda",
        "nada",
        "ainda",
        "agora",
        "antes",
        "depois",
        "além",
        "acima",
        "fora",
        "sobra",
        "basta",
        "custa",
        "leva",
        "passa",
        "deixa",
        "mora",
        "chega",
        "entra",
        "anda",
        "ia",
        "seria",
        "havia",
        "tinha",
        "faria",
        "dava",
        "será",
        "está",
        "já",
        "lá",
        "cá",
        "há",
        "à",
        "às",
    ]
)
_ES_OTHER: Final = frozenset(
    [
        "a",
        "de",
        "del",
        "y",
        "o",
        "e",
        "u",
        "en",
        "por",
        "para",
        "con",
        "sin",
        "que",
        "la",
        "las",
        "el",
        "los",
        "es",
        "era",
        "está",
        "más",
        "menos",
        "hasta",
        "desde",
        "pero",
        "como",
        "entre",
        "sobre",
    ]
)
_ES_MASCULINE: Final = re.compile(
    r"(?:dí|problem|sistem|tem|program|map|clim|planet|poem|gram|kilogram|miligram|idiom|dram|"
    r"cinem|diplom|esquem|síntom)as?"
)
_ES_FEMININE: Final = re.compile(
    r".*(?:as?|ción|ciones|sión|siones|dad|dades|tudes?)|(?:mujer|vez|flor|voz|luz|nariz|raíz|cruz)"
    r"(?:es)?|veces|voces|luces|noches?|tardes?|partes?|clases?|calles?|llaves?|manos?|fases?|leches?"
)
_IT_OTHER: Final = frozenset(
    [
        "a",
        "di",
        "da",
        "in",
        "con",
        "su",
        "per",
        "tra",
        "fra",
        "e",
        "o",
        "è",
        "alle",
        "ai",
        "al",
        "del",
        "della",
        "dei",
        "le",
        "la",
        "il",
        "i",
        "gli",
        "che",
    ]
)
_IT_MASCULINE: Final = re.compile(r"(?:problem|sistem|tem|programm|clim|poem|gramm|chilogramm)[ai]")
_FR_OTHER: Final = frozenset(
    [
        "à",
        "de",
        "du",
        "des",
        "et",
        "ou",
        "en",
        "par",
        "pour",
        "avec",
        "sans",
        "que",
        "la",
        "le",
        "les",
        "est",
    ]
)
_FR_FEMININE: Final = re.compile(
    r".*(?:tion|sion|ette|elle|ance|ence|ée|ie|ure|ade|aine|ité)s?|(?:heure|minute|seconde|livre|"
    r"personne|femme|fille|maison|voiture|fois|semaine|année|tasse|page|tonne|chambre|couronne|"
    r"rue|ville|table|porte|chaise|pomme|bouteille|place|nuit|main|dose|goutte)s?"
)


_SKIPPED: Final = frozenset(
    [
        "mil",
        "mille",
        "mila",
        "grandes",
        "grande",
        "melhores",
        "maiores",
        "menores",
        "piores",
        "jovens",
        "fortes",
        "simples",
        "importantes",
        "diferentes",
        "enormes",
        "excelentes",
        "mejores",
        "mayores",
        "menores",
        "peores",
        "jóvenes",
        "fuertes",
    ]
)


def _noun(after: str) -> str:
    words = after.lower().split()
    return next((word for word in words if word not in _SKIPPED), "")


def feminine_pt(noun: str) -> bool:
    noun = noun.lower()
    if noun in _PT_OTHER or _PT_MASCULINE.fullmatch(noun):
        return False
    return bool(re.fullmatch(r".*[^ãõ]as?", noun) or _PT_FEMININE.fullmatch(noun))


def agree_pt(number: str, after: str) -> str:
    """Dois, duas; duzentos, duzentas. The number before a million is masculine."""
    if not feminine_pt(_noun(after)):
        return number
    large = re.match(r".*lh(?:ão|ões)\b", number)
    head, tail = (large[0], number[large.end() :]) if large else ("", number)
    for masculine, feminine in ((r"\bum\b", "uma"), (r"\bdois\b", "duas"), (r"entos\b", "entas")):
        tail = re.sub(masculine, feminine, tail)
    return head + tail


def feminine_es(noun: str) -> bool:
    noun = noun.lower()
    if noun in _ES_OTHER or _ES_MASCULINE.fullmatch(noun):
        return False
    return bool(_ES_FEMININE.fullmatch(noun))


def agree_es(number: str, after: str) -> str:
    """Un, una before a noun; doscientos, doscientas."""
    noun = _noun(after)
    if not noun or noun in _ES_OTHER:
        return number
    if feminine_es(noun):
        return re.sub(r"cientos\b", "cientas", re.sub(r"uno$", "una", number)).replace(
            "quinientos", "quinientas"
        )
    return re.sub(r"\buno$", "un", re.sub(r"veintiuno$", "veintiún", number))


def agree_it(number: str, after: str) -> str:
    """Un, una before a noun."""
    noun = _noun(after)
    if number != "uno" or not noun or noun in _IT_OTHER:
        return number
    if noun[-1] == "a" and not _IT_MASCULINE.fullmatch(noun):
        return "una"
    return number if re.match(r"z|s[^aeiou]|gn|ps", noun) else "un"


def agree_fr(number: str, after: str) -> str:
    """Une before a feminine noun."""
    noun = _noun(after)
    if noun in _FR_OTHER or not _FR_FEMININE.fullmatch(noun):
        return number
    return re.sub(r"\bun$", "une", number)
