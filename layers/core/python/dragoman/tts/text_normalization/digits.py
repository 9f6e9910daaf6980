"""Phone, card and document numbers: digit by digit, with a pause between groups."""

from __future__ import annotations

import re
from typing import Final

from dragoman.tts.text_normalization.number_words import digit_by_digit
from dragoman.tts.text_normalization.numbers import NUMBER
from dragoman.tts.text_normalization.spoken_language import SpokenLanguage

_GROUPS: Final = re.compile(
    r"(?<![\w.,/$€£¥-])(?<![$€£¥]\s)[+(]?\(?[0-9]+\)?(?:(?:[.\-–/]|\s?[-–]\s?|\s)\(?[0-9]+\)?)*"
    r"(?:-[XxKk])?(?![\w$€£%°]|\s[$€£%°]|,[0-9])"
)
_COUNTED: Final = re.compile(
    r"\s(?:de\s|d')?[a-zà-þ]*(?:[a-zà-þ]s|people|reais|euro|milioni)\b|\s[A-Z]{3}\b"
)
"""What follows a quantity: a plural or a currency's code."""
_LONGEST_QUANTITY: Final = 6
"""The most digits that anyone writes without separators and means as a quantity."""
_CUTS: Final = {
    7: (3, 4), 8: (4, 4), 9: (3, 3, 3), 10: (3, 3, 4), 11: (3, 3, 3, 2), 13: (3, 3, 3, 4),
    14: (2, 3, 3, 4, 2),
}  # fmt: skip
"""How a number without separators is cut for the ear, by its length; others by fours."""


def expand_digits(text: str, language: SpokenLanguage) -> str:
    text = _GROUPS.sub(lambda found: _unless_quantity(found, language), text)
    return re.sub(
        rf"((?:{language.digits.context})(?:\W{{1,3}}|\s(?:is|no|number|é|nº|número|es|est|è)\W{{1,2}}))"
        r"([0-9]{3,})(?!\w|[.,:/-][0-9])",
        lambda found: found[1] + spell(found[2], language),
        text,
        flags=re.I,
    )


def spell(written: str, language: SpokenLanguage) -> str:
    """The digits in words, grouped as written or, where not grouped, by length."""
    said = ", ".join(
        digit_by_digit(part, language.num2words) if part.isdecimal() else part.upper()
        for group in re.findall(r"[0-9]+|[XxKk]$", written)
        for part in _cut(group)
    )
    return f"{language.digits.plus} {said}" if written.startswith("+") else said


def _cut(digits: str) -> list[str]:
    if len(digits) <= _LONGEST_QUANTITY:
        return [digits]
    sizes = _CUTS.get(len(digits), (4,) * -(-len(digits) // 4))
    ends = [sum(sizes[: index + 1]) for index in range(len(sizes))]
    return [digits[end - size : end] for size, end in zip(sizes, ends, strict=True)]


def _unless_quantity(found: re.Match[str], language: SpokenLanguage) -> str:
    written = found[0]
    if _is_identifier(written, language) and not _COUNTED.match(found.string, found.end()):
        return spell(written, language)
    return written


def _is_identifier(written: str, language: SpokenLanguage) -> bool:
    """Whether groups of digits name something rather than count, range or date it."""
    groups = re.findall(r"[0-9]+", written)
    total = sum(map(len, groups))
    separators = set(re.findall(r"[.\-–/]|(?<=\d)\s(?=\d)", written))
    if written[0] == "+" or "(" in written:
        return 7 <= total <= 15 and written.count("(") == written.count(")")
    if not separators:
        return total > _LONGEST_QUANTITY and not written.endswith("000")
    if re.fullmatch(NUMBER, written):
        return False
    if separators == {"."}:
        return len(groups) > 2 and total > _LONGEST_QUANTITY
    if separators == {" "}:
        return _is_spaced(groups, language)
    if separators == {"-"}:
        return _is_hyphenated(groups)
    if " " in separators:  # one number beside another, unless it ends as a phone number does
        return len(groups) < 5 and bool(re.search(r"[0-9]{3,5}-[0-9]{4}$", written))
    return "-" in separators and total > _LONGEST_QUANTITY


def _is_hyphenated(groups: list[str]) -> bool:
    first, last = groups[0], groups[-1]
    if len(groups) > 2:
        return True
    if len(first) > 3 and len(last) == 1:  # an account and its check digit
        return True
    years = all(map(_is_year, groups))
    rising = len(first) <= len(last) and int(first) < int(last) and last.endswith("00")
    return len(first + last) > _LONGEST_QUANTITY and not (years or rising)


def _is_spaced(groups: list[str], language: SpokenLanguage) -> bool:
    sizes = [len(group) for group in groups]
    if len(groups) == 2:
        return sizes[1] == 4 and 3 <= sizes[0] <= 5 and not _is_year(groups[0])
    thousands = set(sizes[1:]) == {3} and sizes[0] < 3 and groups[0][0] != "0"
    if thousands and language.spaced_thousands:
        return False
    return sum(sizes) > _LONGEST_QUANTITY and max(sizes) <= 5


def _is_year(digits: str) -> bool:
    return bool(re.fullmatch(r"1[0-9]{3}|20[0-9]{2}", digits))
