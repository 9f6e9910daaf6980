"""Numeric dates, and days next to the name of a month."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from dragoman.tts.text_normalization.number_words import cardinal, year_in_pairs
from dragoman.tts.text_normalization.spoken_language import SpokenLanguage

_DAYS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_NUMERIC: Final = (
    r"(?<![\w/.,-])([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})(?![\w/-])(?!\.[0-9])"
)
_ISO: Final = r"(?<![\w/.,-])([12][0-9]{3})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?![\w/-])(?!\.[0-9])"
_SHORT: Final = r"(?<![\w/.,-])([0-9]{1,2})/([0-9]{1,2})(?![\w/-])(?![.,][0-9])"
_FRACTIONS: Final = frozenset({(1, 2), (1, 3), (2, 3), (1, 4), (3, 4), (1, 5), (2, 5), (3, 5), (4, 5),
                               (1, 8), (3, 8), (5, 8), (7, 8), (1, 10)})  # fmt: skip
"""Pairs that are read as fractions, unless a preceding word shows that it is a date."""


def expand_dates(text: str, language: SpokenLanguage) -> str:
    text = re.sub(_ISO, lambda found: _say(found[4], found[3], found[1], found, language), text)
    text = re.sub(_NUMERIC, lambda found: _full(found, language), text)
    text = _expand_named(text, language)
    text = re.sub(
        rf"({language.dates.context}){_SHORT}(?!\s(?:of|de|do|da|des|du|di|del|della)\b)",
        lambda found: found[1] + _short(found[2], found[3], found[2] + "/" + found[3], language),
        text,
        flags=re.I,
    )
    return re.sub(_SHORT, lambda found: _unless_fraction(found, language), text)


def _full(found: re.Match[str], language: SpokenLanguage) -> str:
    first, _, second, year = found.groups()
    day, month = (second, first) if language.dates.month_first else (first, second)
    if int(month) > 12:
        day, month = month, day
    if len(year) == 2 and not (len(first) == len(second) == 2 or found[2] == "/"):
        return found[0]
    return _say(day, month, year, found, language)


def _unless_fraction(found: re.Match[str], language: SpokenLanguage) -> str:
    if (int(found[1]), int(found[2])) in _FRACTIONS and found[1][0] != "0":
        return found[0]
    return _short(found[1], found[2], found[0], language)


def _short(first: str, second: str, written: str, language: SpokenLanguage) -> str:
    """A day and a month. In English the second order is tried too: 25/12."""
    day, month = int(first), int(second)
    if language.dates.month_first:
        day, month = month, day
    if month > 12:
        day, month = month, day
    return (
        language.dates.say(day, language.dates.months[month - 1], "")
        if _exists(day, month)
        else written
    )


def _say(day: str, month: str, year: str, found: re.Match[str], language: SpokenLanguage) -> str:
    if not _exists(int(day), int(month)):
        return found[0]
    name = language.dates.months[int(month) - 1]
    return language.dates.say(int(day), name, say_year(year, language))


def _exists(day: int, month: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1]


def say_year(year: str, language: SpokenLanguage) -> str:
    if not year:
        return ""
    if len(year) == 2 and year[0] == "0":
        return " ".join(cardinal(int(digit), language.num2words) for digit in year)
    if language.years_in_pairs and len(year) == 4 and year >= "1100":
        return year_in_pairs(int(year))
    return cardinal(int(year), language.num2words)


@lru_cache
def _month_names(language: SpokenLanguage) -> tuple[dict[str, str], str]:
    """The full name by every way to write a month, and a pattern that matches them."""
    names = {month.lower(): month for month in language.dates.months}
    for short, index in language.dates.short_months.items():
        names[short.lower()] = language.dates.months[index - 1]
    ordered = sorted(names, key=len, reverse=True)
    return names, rf"(?:{'|'.join(map(re.escape, ordered))})"


def _expand_named(text: str, language: SpokenLanguage) -> str:
    """Jan. 5, 2024; 5 de jan. de 2024; 5 January."""
    names, month = _month_names(language)
    joined, ordinal = language.dates.joined, r"(?:st|nd|rd|th|º|°|er)?"
    year = rf"(?:,?\s(?:{joined})?([12][0-9]{{3}})(?![\w/]|[.,-][0-9]))?"

    def say(day: str, name: str, year: str | None, found: re.Match[str]) -> str:
        short = name.rstrip(".").lower()
        if not 1 <= int(day) <= 31 or (name[0].islower() and language.dates.month_first):
            return found[0]
        return language.dates.say(int(day), names[short], say_year(year or "", language))

    if language.dates.month_first:
        text = re.sub(
            rf"\b({month})\b\.?\s([0-9]{{1,2}}){ordinal}\s?[-–]\s?([0-9]{{1,2}}){ordinal}(?![\w/:-])",
            lambda found: (
                f"{say(found[2], found[1], '', found)} {language.to} the "
                + language.dates.say(int(found[3]), "", "")
            ),
            text,
            flags=re.I,
        )
        text = re.sub(
            rf"\b({month})\b\.?\s([0-9]{{1,2}}){ordinal}(?![\w/:-]|[.,][0-9]){year}",
            lambda found: say(found[2], found[1], found[3], found),
            text,
            flags=re.I,
        )
    return re.sub(
        rf"(?<![\w/.,-])([0-9]{{1,2}}){ordinal}\s(?:{joined})?({month})\b(?:\.(?=\s+[a-z0-9,]))?{year}",
        lambda found: say(found[1], found[2], found[3], found),
        text,
        flags=re.I,
    )
