"""Quantities in words, and as a later step reads them."""

from __future__ import annotations

import re

from dragoman.tts.text_normalization.number_words import cardinal, digit_by_digit
from dragoman.tts.text_normalization.spoken_language import SpokenLanguage
from dragoman.written_numbers import NARROW_SPACES, Number


def written_plainly(number: Number, language: SpokenLanguage) -> str:
    """The number as the language writes it, for a later step to read."""
    whole = number.whole
    if len(whole) > 4 and whole[0] != "0":
        whole = f"{int(whole):,}".replace(",", language.thousands)
    return f"{whole}{language.decimal}{number.decimals}" if number.decimals else whole


def in_words(number: Number, language: SpokenLanguage) -> str:
    whole, decimals = number
    if len(whole) > 1 and whole[0] == "0":
        spoken = digit_by_digit(whole, language.num2words)
    else:
        spoken = cardinal(int(whole), language.num2words)
    return f"{spoken} {language.point} {_decimals(decimals, language)}" if decimals else spoken


def _decimals(digits: str, language: SpokenLanguage) -> str:
    """English reads decimals one by one; the others read one or two of them as a number."""
    if language.decimal == "." or len(digits) > 2 or digits[0] == "0":
        return digit_by_digit(digits, language.num2words)
    return cardinal(int(digits), language.num2words)


def is_singular(number: Number, language: SpokenLanguage) -> bool:
    """Whether the counted noun is in the singular."""
    if language.singular_below > 1:
        return 0 < number.value < language.singular_below
    return number == Number("1", "")


def expand_spaced_thousands(text: str, language: SpokenLanguage) -> str:
    """10 000 as one number; where the language does not group so, only round ones."""
    last = "[0-9]{3}" if language.spaced_thousands else "000"

    def join(found: re.Match[str]) -> str:
        # Three groups of three may be a phone number: only a noun after them tells.
        if len(found[0]) == len("612 345 678") and not re.match(
            r"\s[a-zà-þ€$]", text[found.end() :]
        ):
            return found[0]
        return found[1] + found[2].replace(" ", NARROW_SPACES[0])

    return re.sub(
        rf"(?<![\w.,+()-])([1-9][0-9]{{0,2}})((?: [0-9]{{3}})*(?: {last}))(?![\w-]|[.,][0-9]{{3}}| [0-9])",
        join,
        text,
    )
