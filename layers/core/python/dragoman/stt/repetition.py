"""Detection and removal of repetition loops, a known failure of autoregressive decoders."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MAX_REPEATS = 4
"""This number of consecutive repetitions is a loop. Fewer occur in speech, such as "no, no, no"."""
_LONG_PHRASE = 4
"""A phrase of this many words that is repeated even once is a loop."""
_LONG_PHRASE_UNSPACED = 12
"""The same in characters, for scripts without spaces."""
_MAX_WORD = 30
"""A longer word is a sentence in a script without spaces."""


def has_loop(text: str) -> bool:
    """Returns whether a long phrase is repeated, or any phrase four times in a row."""
    return remove_loops(text) != text


def is_repeated(text: str) -> bool:
    """Returns whether the text is one phrase several times, whatever its case and punctuation."""
    words = re.sub(r"[^\w\s]", " ", text.lower()).split()
    return any(
        words == words[:size] * (len(words) // size) for size in range(1, len(words) // 2 + 1)
    )


def remove_loops(text: str) -> str:
    """Returns the text with only the first occurrence of each repeated phrase."""
    words = text.split()
    unspaced = any(len(word) > _MAX_WORD for word in words)
    units, long = (list(text), _LONG_PHRASE_UNSPACED) if unspaced else (words, _LONG_PHRASE)
    while len(kept := _without_loops(units, long)) < len(units):
        units = kept
    if len(units) == len(text if unspaced else words):
        return text
    return ("" if unspaced else " ").join(units)


def _without_loops(units: Sequence[str], long: int) -> list[str]:
    kept: list[str] = []
    at = 0
    folded = [unit.lower() for unit in units]
    while at < len(units):
        size, times = _repeated_phrase(folded, at, long)
        kept += units[at : at + size]
        at += size * times
    return kept


def _repeated_phrase(units: Sequence[str], at: int, long: int) -> tuple[int, int]:
    """Returns the size and the count of the phrase that loops from `at`, or (1, 1)."""
    for size in range(1, (len(units) - at) // 2 + 1):
        times, phrase = 1, units[at : at + size]
        while units[at + times * size : at + (times + 1) * size] == phrase:
            times += 1
        if times >= _MAX_REPEATS or (times > 1 and size >= long):
            return size, times
    return 1, 1
