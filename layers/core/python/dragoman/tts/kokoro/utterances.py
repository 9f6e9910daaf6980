"""Symbols cut into utterances that the network speaks well.

Kokoro takes 510 tokens and speaks worse the longer an utterance is beyond some two hundred. The
first one is kept shorter: nothing is heard before the network has looked at the whole of it.
"""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 180
LONGEST_FIRST: Final = 110
"""About six seconds of speech."""

_CLAUSE_ENDS: Final = (r"[.!?…] ", r"[;:—)”] ", r", ", r" ")
"""Where a long sentence may be cut, the best place first."""


def utterances(symbols: str, first: bool = True) -> list[str]:
    """The symbols in order, cut where a speaker would breathe. `first`: nothing was said before."""
    limit, cut, rest = LONGEST_FIRST if first else LONGEST, [], symbols.strip()
    while len(rest) > limit:
        at = _best_cut(rest, limit)
        cut.append(rest[:at].strip())
        rest, limit = rest[at:].strip(), LONGEST
    return [*cut, rest] if rest else cut


def _best_cut(symbols: str, limit: int) -> int:
    """The last clause end within the limit that leaves neither part tiny; else the limit itself."""
    for end in _CLAUSE_ENDS:
        places = [found.end() for found in re.finditer(end, symbols[: limit + 1])]
        fit = [at for at in places if limit // 4 <= at]
        if fit:
            return fit[-1]
    return limit
