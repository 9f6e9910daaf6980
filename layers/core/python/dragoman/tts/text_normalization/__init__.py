"""Text normalization for speech: written text as the words that are read aloud.

Each module reads one kind of thing and leaves the rest. The order matters: what has a clear form (an
address, a date, a card number) goes first, and the plain numbers that are left go last. A language
is data in `languages/`.
"""

from __future__ import annotations

from typing import Final

from dragoman.tts.text_normalization.abbreviations import expand_abbreviations
from dragoman.tts.text_normalization.addresses import expand_addresses
from dragoman.tts.text_normalization.cardinals import (
    expand_cardinals,
    expand_decades,
    expand_stray_digits,
)
from dragoman.tts.text_normalization.dates import expand_dates
from dragoman.tts.text_normalization.digits import expand_digits
from dragoman.tts.text_normalization.formulas import expand_codes, expand_formulas
from dragoman.tts.text_normalization.fractions import (
    expand_fraction_signs,
    expand_fractions,
    expand_ratios,
    expand_slashes,
)
from dragoman.tts.text_normalization.languages import LANGUAGES
from dragoman.tts.text_normalization.money import expand_money
from dragoman.tts.text_normalization.numbers import expand_spaced_thousands
from dragoman.tts.text_normalization.ordinals import expand_ordinals
from dragoman.tts.text_normalization.ranges import expand_colons, expand_ranges
from dragoman.tts.text_normalization.roman import expand_roman
from dragoman.tts.text_normalization.symbols import (
    expand_percentages,
    expand_signs,
    expand_versions,
)
from dragoman.tts.text_normalization.times import expand_times
from dragoman.tts.text_normalization.units import expand_units
from dragoman.tts.text_normalization.weekdays import expand_weekdays

__all__ = ["to_spoken_form"]

_STEPS: Final = (
    expand_addresses,
    expand_fraction_signs,
    expand_weekdays,
    expand_abbreviations,
    expand_roman,
    expand_ratios,
    expand_dates,
    expand_times,
    expand_spaced_thousands,
    expand_digits,
    expand_versions,
    expand_ranges,
    expand_money,
    expand_percentages,
    expand_decades,
    expand_units,
    expand_ordinals,
    expand_fractions,
    expand_slashes,
    expand_signs,
    expand_formulas,
    expand_codes,
    expand_colons,
    expand_cardinals,
    expand_stray_digits,
)


def to_spoken_form(text: str, language: str) -> str:
    """The text with numbers, signs and abbreviations as words. A language without data here is left
    as it is written."""
    if language not in LANGUAGES:
        return text
    for expand in _STEPS:
        text = expand(text, LANGUAGES[language])
    return text
