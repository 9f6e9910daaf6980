"""Numbers as they are written: in either convention, grouped or not, with decimals or not."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from dragoman.tts.text_normalization.number_words import cardinal, digit_by_digit
from dragoman.tts.text_normalization.spoken_language import SpokenLanguage

_NARROW: Final = "\u00a0\u202f\u2009"
"""Spaces that do not break, which may group thousands in every language."""
NUMBER: Final = (
    r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?(?![0-9])"
    r"|[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?(?![0-9])"
    rf"|[0-9]{{1,3}}(?:[{_NARROW}][0-9]{{3}})+(?:[.,][0-9]+)?(?![0-9])"
    r"|[0-9]+(?:[.,][0-9]+)?)"
)


class Number(NamedTuple):
    whole: str
    """Its digits without separators."""
    decimals: str

    @property
    def value(self) -> float:
        return float(f"{self.whole}.{self.decimals or 0}")


def parse(written: str, language: SpokenLanguage) -> Number:
    """Reads a match of NUMBER. Where a separator could mean either, the language decides."""
    written = re.sub(rf"[{_NARROW} ]", "", written)
    separators = re.findall(r"[.,]", written)
    if not separators:
        return Number(written, "")
    last = separators[-1]
    repeated = len(separators) > 1 and len(set(separators)) == 1
    grouped = re.fullmatch(rf"[1-9][0-9]{{0,2}}\{last}[0-9]{{3}}", written)
    if repeated or (grouped and last == language.thousands):
        return Number(re.sub(r"[.,]", "", written), "")
    whole, _, decimals = written.rpartition(last)
    return Number(re.sub(r"[.,]", "", whole), decimals)


def written_plainly(number: Number, language: SpokenLanguage) -> str:
    """The number as the language writes it, for a later step to read."""
    whole = number.whole
    if len(whole) > 4 and whole[0] != "0":
        whole = f"{int(whole):,}".replace(",", language.thousands)
    return f"{whole}{language.decimal}{number.decimals}" if number.decimals else whole


def in_words(number: Number, language: SpokenLanguage) -> str:
    whole, decimals = number
    if len(whole) > 1 and whole[0] == "0":
        said = digit_by_digit(whole, language.num2words)
    else:
        said = cardinal(int(whole), language.num2words)
    return f"{said} {language.point} {_decimals(decimals, language)}" if decimals else said


def _decimals(digits: str, language: SpokenLanguage) -> str:
    """English reads decimals one by one; the others read one or two of them as a number."""
    if language.decimal == "." or len(digits) > 2 or digits[0] == "0":
        return digit_by_digit(digits, language.num2words)
    return cardinal(int(digits), language.num2words)


def is_singular(number: Number, language: SpokenLanguage) -> bool:
    """Whether what is counted stands in the singular."""
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
        return found[1] + found[2].replace(" ", _NARROW[0])

    return re.sub(
        rf"(?<![\w.,+()-])([1-9][0-9]{{0,2}})((?: [0-9]{{3}})*(?: {last}))(?![\w-]|[.,][0-9]{{3}}| [0-9])",
        join,
        text,
    )
