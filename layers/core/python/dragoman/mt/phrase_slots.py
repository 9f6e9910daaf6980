"""Translates the contents of the slots of a phrase.

A slot is `{number}`, `{number-feminine}`, `{money}`, `{time-at}` ("at three", "às três"),
`{time-is}` ("it is three", "são três horas"), `{person}` ("Mr. Silva") or `{place}`; noun_phrases.py has those
for noun phrases, with which the Portuguese `{ending}` and the English `{possessive}` agree. Digits remain digits.
"""

from __future__ import annotations

import re
from typing import Final

from dragoman.mt import clock_times, spoken_numbers
from dragoman.mt.proper_names import translate_person, translate_place

SLOT: Final = re.compile(r"\{([a-z-]+)\}")
AGREEING: Final = {"ending": "(?:o|a)s?", "possessive": "(?:his|her|their)"}
"""Patterns of the words that agree with the noun phrase before them: the ending of a Portuguese adjective
and an English possessive."""
NAME_KINDS: Final = frozenset({"person", "place"})
_FIGURES = re.compile(r"\d{1,6}")
_PRONOUN = {
    "en": re.compile(r"(?:it is|at) (.+)"),
    "pt": re.compile(r"(?:são|é|às?|ao|faltam?) (.+)"),
}

_CURRENCIES: Final = (
    ("dollars", "dollar", "dólares", "dólar", "cents", "cent", "centavos", "centavo"),
    ("reais", "real", "reais", "real", "centavos", "centavo", "centavos", "centavo"),
    ("euros", "euro", "euros", "euro", "cents", "cent", "cêntimos", "cêntimo"),
    ("pounds", "pound", "libras", "libra", "pence", "penny", "pence", "penny"),
)
"""English plural and singular, Portuguese plural and singular; then the same of the cent."""


def translate_slot(
    kind: str, words: str, source: str, target: str, target_kind: str, text: str = ""
) -> str | None:
    """The words of a phrase key in the target language; None if they do not fit the slot. Names are
    written as in the text."""
    if kind in NAME_KINDS:
        if kind == "place":
            return translate_place(words, text, source)
        return translate_person(words, text, source, target)
    if kind.startswith("time-"):
        return _time(kind, words, source, target)
    if kind == "money":
        return _money(words, source, target)
    return _number(words, source, target, feminine=target_kind == "number-feminine")


def _number(words: str, source: str, target: str, *, feminine: bool = False) -> str | None:
    if _FIGURES.fullmatch(words):
        return words
    value = spoken_numbers.parse(words, source)
    return None if value is None else spoken_numbers.spell(value, target, feminine=feminine)


def _time(kind: str, words: str, source: str, target: str) -> str | None:
    begins = {"time-at": ("at ", "às ", "à ", "ao "), "time-is": ("it is ", "são ", "é ", "falta")}[
        kind
    ]
    match = _PRONOUN[source].fullmatch(words)
    time = clock_times.read(match[1], source) if match and words.startswith(begins) else None
    if time is None:
        return None
    spoken = clock_times.say(time, target)
    if target == "en":
        return f"at {spoken}" if kind == "time-at" else f"it's {spoken}"
    if spoken.startswith("meia-noite"):
        return f"à {spoken}" if kind == "time-at" else f"é {spoken}"
    if spoken.startswith("meio-dia"):
        return f"ao {spoken}" if kind == "time-at" else f"é {spoken}"
    one = re.match(r"(uma\b|1h)", spoken) is not None
    if kind == "time-at":
        return f"à {spoken}" if one else f"às {spoken}"
    return f"é {spoken}" if one else f"são {spoken}"


def _money(words: str, source: str, target: str) -> str | None:
    at = 0 if source == "en" else 2
    to = 0 if target == "en" else 2
    for names in _CURRENCIES:
        match = re.fullmatch(
            rf"(.+?) (?:{names[at]}|{names[at + 1]})(?: (?:and|e) (.+?) (?:{names[at + 4]}|{names[at + 5]}))?",
            words,
        )
        if match is None:
            continue
        amount = _amount(match[1], names[to : to + 2], source, target)
        if amount is None or not match[2]:
            return amount
        rest = _amount(match[2], names[to + 4 : to + 6], source, target)
        return rest and f"{amount} {'and' if target == 'en' else 'e'} {rest}"
    return None


def _amount(words: str, names: tuple[str, ...], source: str, target: str) -> str | None:
    words = {"a": "one"}.get(words, words) if source == "en" else words
    count = _number(words, source, target, feminine=names[0] == "libras")
    if count is None:
        return None
    return f"{count} {names[1] if count in ('1', 'one', 'um', 'uma') else names[0]}"
