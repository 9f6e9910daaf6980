"""Finds where the text of a later part of a recording overlaps the text so far.

A semi-global alignment of words: the overlap ends with the last word of the text so far, and begins
anywhere in it. Words are compared without case and punctuation, and may differ, be missing or be added.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

MATCH = 2
DIFFERENCE = -1
"""The score of a word that differs, is missing or is added."""
MAX_WORDS = 120
"""More than are spoken in a window of 15 s."""


class Overlap(NamedTuple):
    begin: int
    """The index of the first word of the text so far that the later part repeats."""
    length: int
    """The number of words at the beginning of the later part that repeat the text so far."""


class _Alignment(NamedTuple):
    score: int
    begin: int


def find_overlap(so_far: Sequence[str], later: Sequence[str]) -> Overlap | None:
    """The best overlap of words; None if there are fewer equal words than others. Of overlaps that are
    equally good, it is the longest."""
    skipped = max(0, len(so_far) - MAX_WORDS)
    known = [_compared(word) for word in so_far[skipped:]]
    words = [_compared(word) for word in later]
    row = [_Alignment(number * DIFFERENCE, skipped) for number in range(len(words) + 1)]
    for index, word in enumerate(known, skipped):
        above, row = row, [_Alignment(0, index + 1)]
        for column, other in enumerate(words):
            score = MATCH if word == other else DIFFERENCE
            row.append(
                max(
                    _Alignment(above[column].score + score, above[column].begin),
                    _Alignment(above[column + 1].score + DIFFERENCE, above[column + 1].begin),
                    _Alignment(row[column].score + DIFFERENCE, row[column].begin),
                )
            )
    length = max(range(len(row)), key=lambda column: (row[column].score, column))
    best = row[length]
    return Overlap(best.begin, length) if best.score > 0 else None


def _compared(word: str) -> str:
    return "".join(filter(str.isalnum, word.casefold())) or word
