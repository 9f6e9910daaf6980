"""Rewrites sentences in forms with the same meaning that the engines translate better.

Engines take idioms word by word ("let me know" becomes "deixe-me saber"), a Portuguese verb without its
subject for another word ("Acordo às seis" becomes "Agreement at six"), and the article before a name for part
of it ("O Tiago" becomes "The James").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final, TypeAlias

from dragoman.mt.durations import PORTUGUESE_DURATION
from dragoman.mt.given_names import gender
from dragoman.mt.literals import Kind, Literal, Part

_Rule: TypeAlias = tuple[str, str | Callable[[re.Match[str]], str]]

_CALL_ENDS: Final = (
    r"(?=[.,;!?]|$| (?:again|as|at|after|back|before|from|if|in|later|on|to|today|tomorrow|tonight|when"
    r"|with|yesterday)\b)(?: back)?"
)
"""What follows "call me" where it means the telephone and not a name."""
_AILMENTS: Final = (
    r"(?=(?:catarro|coceira|diarreia|dor|dores|febre|gripe|infecção|inflamação|náusea|tosse)\b)"
)
_SHOPPING: Final = r"^tem (?!que\b|certeza\b|razão\b)"
_NEAR: Final = r"(?=.*\b(?:aqui|perto|próximo|próxima|por aí)\b.*\?$)"
_STATED: Final = (
    r"^tem (?=(?:um|uma|uns|umas|alguém|gente|muito|muita|muitos|muitas|pouco|pouca|reunião|festa|aula|prova|consulta)\b"
    r"(?! (?:dor|febre|tosse|fome|sede|sono|medo|pressa|sorte|razão))(?!.*\?$))"
)
"""A statement that something is there."""
_TURNS: Final = {"vira": "vire", "sobe": "suba", "desce": "desça", "entra": "entre"}
_WEEKDAY: Final = r"((?:segunda|terça|quarta|quinta|sexta)(?:-feira)?)"
_NEXT: Final = {"até": "até a", "para": "para a"}

_BROKEN: Final = (
    "boot|charge|close|come off|connect|download|fit|flush|install|let|load|lock|move|open|play|print|respond"
    "|ring|start|stop|turn off|turn on|update|work"
)
"""What a thing does that "won't" do it. Of a person, "won't" may be a promise."""
_NO_SUPPLY: Final = (
    "bounds|breath|business|control|danger|date|hand|here|hospital|line|luck|my|nowhere|office|order|place|range"
    "|reach|service|shape|sight|stock|sync|the|there|this|touch|town|tune|work"
)
"""Words after "out of" that are not something used up."""
_FOOD: Final = "alcohol|breakfast|coffee|dinner|food|juice|lunch|meals?|milk|water"
_PRESSURE: Final = (
    r"(?:(?<=\bminha )|(?<=\bsua )|(?<=\bremédio para )|(?<=\bremédio de )|(?<=\bmedir a )|(?<=\baferir a ))pressão"
    r"(?! arterial| atmosférica| do | dos )"
    r"|pressão(?= (?:dele|dela|arterial|alta|baixa|está|subiu|caiu|baixou|do paciente|da paciente)\b(?<!arterial))"
)
_IMPERATIVES: Final = {
    **{f"{stem}a": f"{stem}e" for stem in (
        "acord", "ajud", "anot", "apert", "assin", "avis", "compr", "cont", "deix", "empurr", "emprest", "ensin",
        "esper", "fal", "guard", "lav", "lembr", "lev", "limp", "mand", "mostr", "olh", "pass", "pergunt", "segur",
        "tir", "fech",
    )},
    "abre": "abra", "acende": "acenda", "apaga": "apague", "busca": "busque", "coloca": "coloque", "dá": "dê",
    "desliga": "desligue", "diz": "diga", "escreve": "escreva", "explica": "explique", "liga": "ligue",
    "pega": "pegue", "põe": "ponha", "responde": "responda", "traz": "traga",
}  # fmt: skip
"""Familiar imperatives, which look like the third person, and the polite ones."""
_FAMILIAR: Final = "|".join(_IMPERATIVES)
_OBJECT: Final = r"(?=(?:o|a|os|as|um|uma|meus?|minhas?|ess[ea]|est[ea]|isso|isto|mais|para|pra|pro|quando|que|se|aqui|comigo)\b)"


_ALREADY: Final = (
    r"^((?:(?:você|vocês|o senhor|a senhora|ele|ela) )?)já (?=(?:\w+(?:ou|eu|iu|aram|eram|iram)|fez|foi|foram|fizeram"
    r"|veio|teve|viu|pôs|disse|trouxe)\b.*\?$)"
)
"""Engines take "já" in a question about the past for "ever"."""
_HAVE: Final = {"estou": "tenho", "está": "tem", "estamos": "temos", "estão": "têm"}
_AILMENT: Final = {
    "resfriad": "um resfriado", "constipad": "um resfriado", "gripad": "gripe", "enjoad": "náusea"
}  # fmt: skip


def _ailment(found: re.Match[str]) -> str:
    return f"{_HAVE[found[1].lower()]} {_AILMENT[found[2].lower()]}"


def _have_no(found: re.Match[str]) -> str:
    return " has no " if found[1] in ("is", "s") else " have no "


def _imperative(found: re.Match[str]) -> str:
    return _IMPERATIVES[found[1].lower()]


_LASTING: Final = (
    r"((?: have| has|'ve|'s) (?:been|had|lived|worked|known|hurt)\b.*) for ((?:about |almost |over |more than |the (?:last|past) )?"
    r"(?:a few|a couple of|[\w-]+) (?:minute|hour|day|week|month|year)s?)(\W*)$"
)
"""A state that goes on: "I've had a cough for two weeks"."""
_LASTING_PT: Final = rf"^faz ({PORTUGUESE_DURATION}(?:e?s)?) que ([^?]+?)([.!]*)$"
_GOES_ON: Final = r"(?=.*\bsince\b)"


_RULES: Final[dict[str, tuple[_Rule, ...]]] = {
    "en": (
        # Portuguese has the present where English has the perfect of a state that goes on.
        (_LASTING, r"\1 since \2 ago\3"),
        (rf" has (?:been hurting|hurt)\b{_GOES_ON}", " hurts"),
        (rf" have (?:been hurting|hurt)\b{_GOES_ON}", " are hurting"),
        (rf"\bI(?:'ve| have) been\b{_GOES_ON}", "I am"),
        (rf"\b(we|you|they)(?:'ve| have) been\b{_GOES_ON}", r"\1 are"),
        (rf"(?:'s| has) been\b{_GOES_ON}", " is"),
        (rf" have been\b{_GOES_ON}", " are"),
        (rf"(?:'ve| have) had\b{_GOES_ON}", " have"),
        (rf"(?:'s| has) had\b{_GOES_ON}", " has"),
        (rf"(?:'ve| have) (live|work|know)(?:e?d|n)\b{_GOES_ON}", r" \1"),
        (r"\bplease hold(?=$|[.,!]| while| for a| a moment)", "please wait"),
        (r"\brain(ing|s|ed) cats and dogs\b", r"rain\1 a lot"),
        (r"\bI'll have (?=(?:a|an|the|some|two|three|another)\b)", "I'd like "),
        (r"\b(my|your|an|the|his|her|our|this|that) appointment(s?)\b", r"\1 consultation\2"),
        (r"\bis out of order\b", "does not work"),
        (rf"\bcalled (me|you|him|her|us|them){_CALL_ENDS}", r"phoned \1"),
        (rf"(?<!they )\bcall (me|you|him|her|us|them){_CALL_ENDS}", r"phone \1"),
        (r"\blet (me|us) know (?=(?:if|when|what|where|how|whether|why|who)\b)", r"tell \1 "),
        (r"(?<=\w )outside(?=[.!?]|$)", "out there"),
        (r"^(please,? )?do not (?=\w)", r"\1don't "),
        (r"^please,? don't ([^,.!?]+)", r"don't \1, please"),
        (r"\bthrew up\b(?! (?:the|a|my|his|her)\b)", "vomited"),
        (r"\b(?:throw|thrown) up\b(?! (?:the|a|my|his|her)\b)", "vomit"),
        (r"\bthrowing up\b", "vomiting"),
        (r"\bhow long have (you|we|they) had\b", r"since when do \1 have"),
        (r"\bhow long has (he|she|it) had\b", r"since when does \1 have"),
        (r"\bhow long have you lived\b", "since when do you live"),
        (r"\bhow long have you worked\b", "since when do you work"),
        (rf"(?<!\bi )(?<!\bwe )(?<!\byou )(?<!\bthey )\bwon't (?=(?:{_BROKEN})\b)", "doesn't "),
        (rf"(?: |')(am|are|is|m|re|s) out of (?!(?:{_NO_SUPPLY})\b)", _have_no),
        (
            rf"\btake (?:this|it|them|these) (?=(?:with|before|after|without) (?:{_FOOD})\b)",
            "take this medicine ",
        ),
        (
            r"\b(fever|swelling|pain|temperature|pressure) (has|hasn't|has not|have|had) gone down\b",
            r"\1 \2 decreased",
        ),
        (r"\b(fever|swelling|pain|temperature|pressure) went down\b", r"\1 decreased"),
        (r"\bthere(?:'s| has) been (an?)\b", r"there was \1"),
        (r"^mind (the|your)\b", r"be careful with \1"),
        (r"\bhas been hurting\b", "hurts"),
        (r"\bhave been hurting\b", "hurt"),
    ),
    "pt": (
        (rf"\bestou com {_AILMENTS}", "tenho "),
        (rf"\bestá com {_AILMENTS}", "tem "),
        (rf"\bestamos com {_AILMENTS}", "temos "),
        (rf"\bestão com {_AILMENTS}", "têm "),
        (rf"{_SHOPPING}{_NEAR}", "há "),
        (rf"{_SHOPPING}(?=.*\?$)", "você tem "),
        (_STATED, "há "),
        (r"\bsegunda via (?=d[aoe])", "cópia "),
        (
            r"\boperar(?= (?:d[ao]s?|de|amanhã|hoje|depois|em|n[ao])\b|[.,?!]|$)",
            "fazer uma cirurgia",
        ),
        (r"\bchove(ndo|u|) canivetes?\b", r"chove\1 muito"),
        (r"^([^,]+) há (?:quanto tempo|quant[oa]s \w+)(?=\?)", r"há quanto tempo \1"),
        (_LASTING_PT, r"\2 há \1\3"),
        (r"^(eu )?queria (?!que\b|muito\b)", r"\1gostaria de "),
        (r"\bpara criança(?=[.,!?]|$)", "para crianças"),
        (
            r"^(vira|sobe|desce|entra) (?=à|na|no|pela|pelo|em)",
            lambda found: _TURNS[found[1].lower()] + " ",
        ),
        (r"^dá (?:para|pra) (?=.*\?$)", "é possível "),
        (rf"^me ({_FAMILIAR})\b(?!.*\?$)", lambda found: f"{_imperative(found)}-me"),
        (rf"^({_FAMILIAR}) {_OBJECT}(?!.*\?$)", lambda found: f"{_imperative(found)} "),
        (r"^não pode(?= \w+[aei]r\b)", "você não pode"),
        (_ALREADY, r"\1"),
        (r"\b(pode|podem|poderia|posso|podemos|vou|vamos|preciso|quer) esperar\b", r"\1 aguardar"),
        (_PRESSURE, "pressão arterial"),
        (r"\b(?:a gente se vê|nos vemos|te vejo)\b", "vejo você"),
        (r"\b(?:siga|vá|segue|siga sempre) (?:em frente|reto)\b", "vá direto"),
        (r"\bparcelar\b", "pagar em parcelas"),
        (r"\be não adiantou\b", "e isso não ajudou"),
        (r"\bnão adiantou\b", "não ajudou"),
        (
            r"\b(?:está um|está fazendo|está|faz|que) (?:muito )?calor(?: danado| terrível| enorme)?(?=[.,!]| hoje| aqui|$)",
            "está muito quente",
        ),
        (
            r"\b(?:está um|está fazendo|faz) (?:muito )?frio(?: danado| terrível| enorme)?(?=[.,!]| hoje| aqui|$)",
            "está muito frio",
        ),
        (r"\b(?:cheio|cheia) de (?=(?:fome|frio|sede|sono|pressa)\b)", "com muito "),
        (r"\bficou em $", "custou "),
        (r"(?<!ser )(?<!estar )\bem jejum\b", "com o estômago vazio"),
        (r"\b(est(?:ou|á|amos|ão)) (resfriad|constipad|gripad|enjoad)[oa]s?\b", _ailment),
        (r"\b(vai|pode|parou de|para de|deixou de) doer\b", r"\1 machucar"),
        (r"\bvou querer\b", "quero"),
        (r"\bnão mexa em\b", "não toque em"),
        (r"\bnão acho (?=(?:o|a|os|as|meus?|minhas?)\b)", "não encontro "),
        (
            rf"(?:\b(na|até|para)(?: a)? )?\b{_WEEKDAY} que vem\b",
            lambda found: f"{_NEXT.get((found[1] or '').lower(), 'na')} próxima {found[2]}",
        ),
    ),
}
_PATTERNS: Final = {
    language: tuple((re.compile(pattern, re.IGNORECASE), new) for pattern, new in rules)
    for language, rules in _RULES.items()
}

_VERBS: Final = (
    "aceito|acho|acredito|adoro|agradeço|ando|bebo|caí|cheguei|chego|comi|comprei|concordo|confirmo|conheço|corro"
    "|cortei|dei|deixo|desmaiei|devo|digo|dirijo|discordo|durmo|duvido|encontrei|encontro|entendo|envio|escrevo"
    "|esqueci|esqueço|estou|faço|falei|falo|fico|fiz|fui|lavo|lembro|levo|liguei|ligo|mando|marquei|moro|nasci"
    "|ouço|pago|peço|pedi|pego|penso|perdi|posso|preciso|prefiro|procuro|prometo|quebrei|queimei|quero|recebi"
    "|reservei|saí|saio|sei|sento|sinto|sou|tenho|tive|tomei|tomo|torci|trago|uso|vejo|viajo|vim|vou|volto|vomitei"
)
_VERBS_OR_NOUNS: Final = "acordo|almoço|começo|espero|estudo|gosto|janto|peso|trabalho|vivo"
_NOT_AFTER_NOUNS: Final = (
    "às|ao|à|aqui|bem|cedo|com|das|de|desde|em|lá|mal|muito|na|no|num|numa|pouco|tarde|[0-9]+|dez|vinte|trinta"
    "|quarenta|cinquenta|sessenta|setenta|oitenta|noventa|cem|cento"
)
_FIRST_PERSON: Final = re.compile(
    rf"(?:{_VERBS})\b|(?:{_VERBS_OR_NOUNS}) (?:{_NOT_AFTER_NOUNS})\b", re.IGNORECASE
)
"""A verb in the first person at the beginning of a sentence. Some are nouns, too, unless such a word follows."""
_CONTRACTED: Final = {"d": "de ", "a": "a ", "n": "em ", "pel": "por ", "": ""}
_ARTICLE: Final = {
    "m": re.compile(r"(?<!\w)(d|a|n|pel|)o $", re.IGNORECASE),
    "f": re.compile(
        r"(?<!\w)(?:(d|n|pel)a|(?:^|(?<=[,;] )|(?<=\be )|(?<=\bque )|(?<=\bse )|(?<=está )|(?<=cadê ))()a) $",
        re.IGNORECASE,
    ),
}
"""The Portuguese article before a name, by its gender. Elsewhere "a" before a woman's name may be a
preposition."""


def rewrite(parts: Sequence[Part], source: str) -> list[Part]:
    """The parts of a sentence in a form that the engines translate better."""
    rewritten = [part if isinstance(part, Literal) else _rewritten(part, source) for part in parts]
    if source == "pt":
        return _with_subject(_without_articles_of_names(rewritten))
    return rewritten


def _rewritten(text: str, source: str) -> str:
    changed = text
    for pattern, new in _PATTERNS.get(source, ()):
        changed = pattern.sub(new, changed)
    return changed[:1].upper() + changed[1:] if text[:1].isupper() else changed


def _with_subject(parts: Sequence[Part]) -> list[Part]:
    """Adds the subject "Eu" that Portuguese leaves out."""
    first = parts[0] if parts else ""
    if isinstance(first, str) and _FIRST_PERSON.match(first):
        return [f"Eu {first[0].lower()}{first[1:]}", *parts[1:]]
    return list(parts)


def _without_articles_of_names(parts: Sequence[Part]) -> list[Part]:
    kept = list(parts)
    for at, (before, name) in enumerate(pairwise(parts)):
        if isinstance(before, str) and isinstance(name, Literal) and name.kind is Kind.NAME:
            article = _ARTICLE[gender(name.translation.split()[0])]
            kept[at] = article.sub(_preposition, before)
    return [part for part in kept if part]


def _preposition(found: re.Match[str]) -> str:
    """The preposition of a contraction of preposition and article."""
    preposition = next((group for group in found.groups() if group is not None), "")
    return _CONTRACTED[preposition.lower()]
