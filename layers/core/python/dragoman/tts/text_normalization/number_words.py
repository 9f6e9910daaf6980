"""Whole numbers in words, by the library num2words, and digits one by one."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from num2words import num2words

_LARGEST: Final = 10**15
"""Larger numbers are read digit by digit."""
_ORDINALS: Final = {("es", 11): "undécimo", ("es", 12): "duodécimo"}
"""Corrections of errors in the library."""


@lru_cache(maxsize=1024)
def cardinal(value: int, language: str) -> str:
    """The number as it is counted. The language is the library's code."""
    if abs(value) >= _LARGEST:
        return digit_by_digit(str(value), language)
    return _clean(num2words(value, lang=language), language)


@lru_cache(maxsize=1024)
def ordinal(value: int, language: str, feminine: bool = False) -> str:
    """The number as a rank. Agrees in gender in Portuguese, Spanish, Italian and French."""
    if not 0 < value < 10**6:
        return cardinal(value, language)
    words = _ORDINALS.get((language, value)) or _clean(
        num2words(value, lang=language, to="ordinal"), language
    )
    if not feminine or language == "en":
        return words
    if language == "fr":
        return "première" if value == 1 else words
    return re.sub(r"o\b", "a", words)


@lru_cache(maxsize=1024)
def year_in_pairs(value: int) -> str:
    """A year as English reads it: nineteen eighty-four, two thousand five."""
    return _clean(num2words(value, lang="en", to="year"), "en").replace("oh-", "oh ")


def digit_by_digit(digits: str, language: str) -> str:
    """Every digit as a word; anything else is left out."""
    return " ".join(cardinal(int(digit), language) for digit in digits if digit.isdecimal())


def _clean(words: str, language: str) -> str:
    """The library writes commas, where a voice would pause, and a British "and"."""
    words = words.replace(",", "")
    return re.sub(r"\band ", "", words) if language == "en" else words
