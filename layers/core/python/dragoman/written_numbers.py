"""Parses written numbers, for text normalization and for translation.

A quantity may be grouped and have decimals, in either convention. An identifier (a phone, card or
document number) is groups of digits that are not a quantity.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

NARROW_SPACES: Final = "\u00a0\u202f\u2009"
"""No-break spaces, which may group thousands in every language."""
NUMBER: Final = (
    r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?(?![0-9])"
    r"|[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?(?![0-9])"
    rf"|[0-9]{{1,3}}(?:[{NARROW_SPACES}][0-9]{{3}})+(?:[.,][0-9]+)?(?![0-9])"
    r"|[0-9]+(?:[.,][0-9]+)?)"
)
DIGIT_GROUPS: Final = re.compile(
    r"(?<![\w.,/$€£¥-])(?<![$€£¥]\s)[+(]?\(?[0-9]+\)?(?:(?:[.\-–/]|\s?[-–]\s?|\s)\(?[0-9]+\)?)*"
    r"(?:-[XxKk])?(?![\w$€£%°]|\s[$€£%°]|,[0-9])"
)
"""A candidate of an identifier; `is_identifier` decides."""
LONGEST_QUANTITY: Final = 6
"""The maximum number of digits of a quantity without separators."""


class Number(NamedTuple):
    whole: str
    """The digits of the integer part without separators."""
    decimals: str

    @property
    def value(self) -> float:
        return float(f"{self.whole}.{self.decimals or 0}")


def parse(written: str, decimal: str) -> Number:
    """Parses a match of NUMBER. An ambiguous separator is resolved by the decimal separator of the
    language."""
    written = re.sub(rf"[{NARROW_SPACES} ]", "", written)
    separators = re.findall(r"[.,]", written)
    if not separators:
        return Number(written, "")
    last = separators[-1]
    repeated = len(separators) > 1 and len(set(separators)) == 1
    grouped = re.fullmatch(rf"[1-9][0-9]{{0,2}}\{last}[0-9]{{3}}", written)
    if repeated or (grouped and last != decimal):
        return Number(re.sub(r"[.,]", "", written), "")
    whole, _, decimals = written.rpartition(last)
    return Number(re.sub(r"[.,]", "", whole), decimals)


def is_identifier(written: str, spaced_thousands: bool) -> bool:
    """Whether groups of digits are an identifier rather than a quantity, a range or a date."""
    groups = re.findall(r"[0-9]+", written)
    total = sum(map(len, groups))
    separators = set(re.findall(r"[.\-–/]|(?<=\d)\s(?=\d)", written))
    if written[0] == "+" or "(" in written:
        return 7 <= total <= 15 and written.count("(") == written.count(")")
    if not separators:
        return total > LONGEST_QUANTITY and not written.endswith("000")
    if re.fullmatch(NUMBER, written):
        return False
    if separators == {"."}:
        return len(groups) > 2 and total > LONGEST_QUANTITY
    if separators == {" "}:
        return _is_spaced(groups, spaced_thousands)
    if separators == {"-"}:
        return _is_hyphenated(groups)
    if " " in separators:  # one number beside another, unless it ends as a phone number does
        return len(groups) < 5 and bool(re.search(r"[0-9]{3,5}-[0-9]{4}$", written))
    return "-" in separators and total > LONGEST_QUANTITY


def _is_hyphenated(groups: list[str]) -> bool:
    first, last = groups[0], groups[-1]
    if len(groups) > 2:
        return True
    if len(first) > 3 and len(last) == 1:  # an account and its check digit
        return True
    years = all(map(_is_year, groups))
    rising = len(first) <= len(last) and int(first) < int(last) and last.endswith("00")
    return len(first + last) > LONGEST_QUANTITY and not (years or rising)


def _is_spaced(groups: list[str], spaced_thousands: bool) -> bool:
    sizes = [len(group) for group in groups]
    if len(groups) == 2:
        return sizes[1] == 4 and 3 <= sizes[0] <= 5 and not _is_year(groups[0])
    thousands = set(sizes[1:]) == {3} and sizes[0] < 3 and groups[0][0] != "0"
    if thousands and spaced_thousands:
        return False
    return sum(sizes) > LONGEST_QUANTITY and max(sizes) <= 5


def _is_year(digits: str) -> bool:
    return bool(re.fullmatch(r"1[0-9]{3}|20[0-9]{2}", digits))
