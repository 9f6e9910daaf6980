"""Placeholders, which replace literals while the engine translates.

The first form resembles the literal, so the sentence keeps its grammar ("at 5:57" becomes "às
5:57", but "at X1" becomes "em X1"). The other forms are words that engines copy. Each form has a
pattern, since an engine may write 57% as 57 % and 17h57 as 5:57 p.m.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from dragoman.mt.given_names import STAND_INS, gender
from dragoman.mt.literals import Kind, Literal, Part

_NUMBERS: Final = (63, 74, 86, 97, 68, 79, 83, 94, 67, 78, 89, 96, 64, 73, 87, 98, 69, 76, 84, 93)
_MINUTES: Final = (57, 53, 56, 54, 58, 51, 52, 59)
_YEARS: Final = (1957, 1953, 1956, 1954, 1958, 1951, 1952, 1959)
_UNITS: Final = r"(?:\s?(?:d[oó]lar(?:es)?|dollars?|reais|euros?|libras?|pounds?|ienes?|yen|USD|EUR|BRL|GBP)\b)?"
FORMS: Final = 3
"""The number of forms to try, the most natural first."""


_MAGNITUDE: Final = re.compile(
    r"\s?(?:(?:thousand|million|billion|trillion)s?|mil|mille|mila|(?:m|b|tr)ilh(?:ão|ões)"
    r"|mill(?:ón|ones)|milion[ei]|milliards?)\b"
)


class Placeholder(NamedTuple):
    text: str
    pattern: re.Pattern[str]
    """The forms in which the engine may write it."""
    literal: Literal
    has_magnitude: bool = False
    """Whether a word such as "million" follows, which must not move to another number."""


def placeholders(parts: Sequence[Part], language: str, form: int) -> list[Placeholder]:
    """One placeholder for each literal, different from all other text. `form` counts from 0."""
    taken = " ".join(
        part if isinstance(part, str) else part.translation
        for part in parts
        if isinstance(part, str) or part.kind is Kind.NAME
    )
    made: list[Placeholder] = []
    for part, following in zip(parts, [*parts[1:], ""], strict=True):
        if isinstance(part, str):
            continue
        index = len(made)
        natural = _natural(part, index, taken, language) if form == 0 else None
        if part.kind is Kind.NAME and form < FORMS - 1:
            natural = _name(part, taken, form)
            taken += f" {natural.text}" if natural else ""
        one = natural or _word(part, index, taken, "QZ" if form == FORMS - 1 else "X")
        has_magnitude = isinstance(following, str) and bool(_MAGNITUDE.match(following))
        made.append(one._replace(has_magnitude=has_magnitude))
    return made


def fill(parts: Sequence[Part], texts: Sequence[str]) -> str:
    """Joins the parts, with the given texts in place of the literals."""
    rest = iter(texts)
    return "".join(part if isinstance(part, str) else next(rest) for part in parts)


def restore(translated: str, used: Sequence[Placeholder]) -> str | None:
    """Replaces the placeholders by their literals; None if one is lost, duplicated or has another
    magnitude."""
    spans: list[tuple[int, int, str]] = []
    for placeholder in used:
        found = list(placeholder.pattern.finditer(translated))
        if len(found) != 1:
            return None
        followed = _MAGNITUDE.match(translated, found[0].end())
        if bool(followed) != placeholder.has_magnitude:
            return None
        text = placeholder.literal.translation
        if found[0][0].endswith(".") and found[0].end() == len(translated):
            text += "."  # the full stop of "p.m." also ended the sentence
        spans.append((*found[0].span(), text))
    spans.sort()
    if any(end > start for (_, end, _), (start, _, _) in pairwise(spans)):
        return None
    for start, end, text in reversed(spans):
        stopped = text.endswith(".") and translated[end : end + 1] == "."
        translated = (
            translated[:start] + text.removesuffix("." if stopped else "") + translated[end:]
        )
    return translated


def without_placeholders(translated: str, used: Sequence[Placeholder]) -> str:
    """The translation without its placeholders."""
    for placeholder in used:
        translated = placeholder.pattern.sub(" ", translated)
    return translated


def _natural(literal: Literal, index: int, taken: str, language: str) -> Placeholder | None:
    """A simple literal of the same kind; None for a code or term, and if none is left."""
    pool = {
        Kind.TIME: _MINUTES,
        Kind.DATE: _YEARS,
        Kind.CODE: (),
        Kind.TERM: (),
        Kind.NAME: (),
    }.get(literal.kind, _NUMBERS)
    free = [number for number in pool if str(number) not in taken]
    if index >= len(free):
        return None
    number = free[index]
    text, pattern = {
        Kind.NUMBER: (f"{number}", rf"(?<![\d.,]){number}(?!\d|[.,]\d)"),
        Kind.PERCENTAGE: (f"{number}%", rf"{number}(?:\s?%| por cento| percent| per cent)"),
        Kind.MONEY: (f"{'$' if language == 'en' else 'R$ '}{number}", _money(number)),
        Kind.TIME: (
            f"{5 if language == 'en' else 17}:{number}",
            rf"(?:17|0?5)\s?[:h.]\s?{number}(?:min)?(?:\s?[APap]\.?\s?[Mm]\b\.?)?",
        ),
        Kind.DATE: (f"5/12/{number}", rf"\d{{1,2}}[/.-]\d{{1,2}}[/.-]{number}"),
        Kind.ADDRESS: (f"x{number}.com", rf"\bx{number}\.com\b"),
        Kind.IDENTIFIER: (f"555-01{number}", rf"\b555-01{number}\b"),
    }[literal.kind]
    return Placeholder(text, re.compile(pattern), literal)


def _name(literal: Literal, taken: str, form: int) -> Placeholder | None:
    """The name itself, or a name of the same gender that engines do not translate."""
    given = literal.translation.split()[0]
    names = [literal.translation] if form == 0 else STAND_INS[gender(given)]
    text = next((name for name in names if form == 0 or name not in taken), None)
    if text is None:
        return None
    return Placeholder(text, re.compile(rf"(?<!\w){re.escape(text)}(?!\w)"), literal)


def _money(number: int) -> str:
    """A pattern of an amount with the signs and units that an engine may add."""
    return rf"(?:(?:US\s?|R)?[$€£]\s?)*(?<!\d){number}(?!\d|[.,]\d)(?:\s?[$€£]|{_UNITS})"


def _word(literal: Literal, index: int, taken: str, letters: str) -> Placeholder:
    number = index + 1
    while f"{letters}{number}" in taken:
        number += 20
    text = f"{letters}{number}"
    return Placeholder(text, re.compile(rf"(?<!\w){text}(?!\w)"), literal)
