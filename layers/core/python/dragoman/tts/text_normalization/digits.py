"""Phone, card and document numbers: digit by digit, with a pause between groups."""

from __future__ import annotations

import re
from typing import Final

from dragoman.tts.text_normalization.number_words import digit_by_digit
from dragoman.tts.text_normalization.spoken_language import SpokenLanguage
from dragoman.written_numbers import DIGIT_GROUPS, LONGEST_QUANTITY, is_identifier

_COUNTED: Final = re.compile(
    r"\s(?:de\s|d')?[a-zà-þ]*(?:[a-zà-þ]s|people|reais|euro|milioni)\b|\s[A-Z]{3}\b"
)
"""Words after a quantity: a plural or the code of a currency."""
_CUTS: Final = {
    7: (3, 4), 8: (4, 4), 9: (3, 3, 3), 10: (3, 3, 4), 11: (3, 3, 3, 2), 13: (3, 3, 3, 4),
    14: (2, 3, 3, 4, 2),
}  # fmt: skip
"""The grouping of digits without separators, by their number; others are grouped by four."""


def expand_digits(text: str, language: SpokenLanguage) -> str:
    text = DIGIT_GROUPS.sub(lambda found: _unless_quantity(found, language), text)
    return re.sub(
        rf"((?:{language.digits.context})(?:\W{{1,3}}|\s(?:is|no|number|é|nº|número|es|est|è)\W{{1,2}}))"
        rf"([0-9]{{3,}}(?:\s{language.or_}\s[0-9]{{3,}})*)(?!\w|[.,:/-][0-9])",
        lambda found: found[1] + re.sub(r"[0-9]+", lambda one: spell(one[0], language), found[2]),
        text,
        flags=re.I,
    )


def spell(written: str, language: SpokenLanguage) -> str:
    """The digits in words, grouped as written or, where not grouped, by length."""
    groups = re.findall(r"[0-9]+|[XxKk]$", written)
    if all(len(group) == 1 for group in groups) and groups[-1].isdecimal():
        groups = ["".join(groups)]  # one by one already: 4 1 1 1
    spoken = ", ".join(
        digit_by_digit(part, language.num2words) if part.isdecimal() else part.upper()
        for group in groups
        for part in _cut(group)
    )
    return f"{language.digits.plus} {spoken}" if written.startswith("+") else spoken


def _cut(digits: str) -> list[str]:
    if len(digits) <= LONGEST_QUANTITY:
        return [digits]
    sizes = _CUTS.get(len(digits), (4,) * -(-len(digits) // 4))
    ends = [sum(sizes[: index + 1]) for index in range(len(sizes))]
    return [digits[end - size : end] for size, end in zip(sizes, ends, strict=True)]


def _unless_quantity(found: re.Match[str], language: SpokenLanguage) -> str:
    written = found[0]
    if is_identifier(written, language.spaced_thousands) and not _COUNTED.match(
        found.string, found.end()
    ):
        return spell(written, language)
    return written
