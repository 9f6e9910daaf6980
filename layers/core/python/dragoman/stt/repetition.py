"""Text that runs in a circle, as a decoder writes it that has lost its way."""

from __future__ import annotations

from collections.abc import Sequence

_TIMES = 4
"""Anything said so often in a row is a loop; people do say "no, no, no"."""
_LONG = 4
"""Words of a phrase that nobody says even twice in a row."""
_LONG_UNSPACED = 12
"""Characters of such a phrase, where words are not set apart."""
_LONGEST_WORD = 30
"""A longer one is a sentence in a script that sets no words apart."""


def loops(text: str) -> bool:
    """Whether a phrase comes again and again: a long one twice in a row, any one four times."""
    return once(text) != text


def once(text: str) -> str:
    """The text without its repetitions: of what comes again and again, the first time."""
    words = text.split()
    unspaced = any(len(word) > _LONGEST_WORD for word in words)
    units, long = (list(text), _LONG_UNSPACED) if unspaced else (words, _LONG)
    while len(kept := _shortened(units, long)) < len(units):
        units = kept
    if len(units) == len(text if unspaced else words):
        return text
    return ("" if unspaced else " ").join(units)


def _shortened(units: Sequence[str], long: int) -> list[str]:
    kept: list[str] = []
    at = 0
    same = [unit.lower() for unit in units]
    while at < len(units):
        size, times = _repeated(same, at, long)
        kept += units[at : at + size]
        at += size * times
    return kept


def _repeated(units: Sequence[str], at: int, long: int) -> tuple[int, int]:
    """The size of the phrase that begins there, and how often it follows itself; one unit, once,
    where that is no loop."""
    for size in range(1, (len(units) - at) // 2 + 1):
        times, phrase = 1, units[at : at + size]
        while units[at + times * size : at + (times + 1) * size] == phrase:
            times += 1
        if times >= _TIMES or (times > 1 and size >= long):
            return size, times
    return 1, 1
