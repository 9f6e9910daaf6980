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

from dragoman.mt.given_names import gender
from dragoman.mt.literals import Kind, Literal, Part

_Rule: TypeAlias = tuple[str, str | Callable[[re.Match[str]], str]]

_CALL_ENDS: Final = (
    r"(?=[.,;!?]|$| (?:again|as|at|after|back|before|from|if|in|later|on|to|today|tomorrow|tonight|when"
    r"|yesterday)\b)(?: back)?"
)
"""What follows "call me" where it means the telephone and not a name."""
_AILMENTS: Final = (
    r"(?=(?:catarro|coceira|diarreia|dor|dores|febre|gripe|infecção|inflamação|náusea|tosse)\b)"
)
_SHOPPING: Final = r"^tem (?!que\b|certeza\b|razão\b)"
_NEAR: Final = r"(?=.*\b(?:aqui|perto|próximo|próxima|por aí)\b.*\?$)"
_WEEKDAY: Final = r"((?:segunda|terça|quarta|quinta|sexta)(?:-feira)?)"
_NEXT: Final = {"até": "até a", "para": "para a"}

_RULES: Final[dict[str, tuple[_Rule, ...]]] = {
    "en": (
        (r"\bI'll have (?=(?:a|an|the|some|two|three|another)\b)", "I'd like "),
        (r"\b(my|your|an|the|his|her|our|this|that) appointment(s?)\b", r"\1 consultation\2"),
        (r"\bis out of order\b", "does not work"),
        (rf"\bcalled (me|you|him|her|us|them){_CALL_ENDS}", r"phoned \1"),
        (rf"(?<!they )\bcall (me|you|him|her|us|them){_CALL_ENDS}", r"phone \1"),
        (r"\blet (me|us) know (?=(?:if|when|what|where|how|whether|why|who)\b)", r"tell \1 "),
        (r"(?<=\w )outside(?=[.!?]|$)", "out there"),
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
        (r"^dá (?:para|pra) (?=.*\?$)", "é possível "),
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
