"""Splits and joins symbols into utterances of a suitable length.

Kokoro accepts 510 tokens, and its quality decreases beyond some two hundred. The first utterance is
shorter, because no audio exists before the network has processed all of it. Utterances of one or
two words need a carrier: see `carrier.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

LONGEST: Final = 180
LONGEST_FIRST: Final = 110
"""About six seconds of speech."""
SHORTEST: Final = 25
"""The minimum number of symbols for correct speech."""

_CLAUSE_ENDS: Final = (r"[.!?…] ", r"[;:—)”] ", r", ", r" ")
"""Where a long sentence may be split, the best place first."""
_FINAL: Final = (".", "!", "?", "…")


def utterances(sentences: Iterable[str]) -> list[str]:
    """The symbols of sentences in order: short ones are joined, long ones are split at clauses."""
    made: list[str] = []
    for sentence in filter(None, map(str.strip, sentences)):
        limit = LONGEST if len(made) > 1 else LONGEST_FIRST
        if made and len(made[-1]) < SHORTEST and len(made[-1]) + len(sentence) < limit:
            made[-1] = f"{ended(made[-1])} {sentence}"
        else:
            made += _cut(sentence, LONGEST if made else LONGEST_FIRST)
    return made


def ended(symbols: str) -> str:
    """The symbols with a final mark, which gives the intonation and a pause."""
    return symbols if symbols.endswith(_FINAL) else f"{symbols.rstrip(',;:— ')}."


def _cut(symbols: str, limit: int) -> list[str]:
    parts, rest = [], symbols
    while len(rest) > limit:
        at = _best_cut(rest, limit)
        parts.append(rest[:at].strip())
        rest, limit = rest[at:].strip(), LONGEST
    return [*parts, rest] if rest else parts


def _best_cut(symbols: str, limit: int) -> int:
    """The last clause end within the limit that leaves no very short part before it; else the
    limit."""
    for end in _CLAUSE_ENDS:
        places = [found.end() for found in re.finditer(end, symbols[: limit + 1])]
        fit = [at for at in places if limit // 4 <= at]
        if fit:
            return fit[-1]
    return limit
