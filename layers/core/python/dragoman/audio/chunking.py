"""Small arithmetic on samples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from dragoman.ports import Sound


def join(pieces: Sequence[Sound]) -> Sound:
    """One sound after the other; all at the rate of the first. Raises ValueError for none."""
    if not pieces:
        raise ValueError("nothing to join")
    return Sound(np.concatenate([p.samples for p in pieces]), pieces[0].sample_rate_hz)


FIRST_PIECE_S = 0.5
"""Short enough to be stored and fetched at once."""
LONGEST_PIECE_S = 4.0
SHORTEST_REST_S = 0.25
"""Less than that is not worth a piece of its own: the one before takes it along."""


def growing(sounds: Iterable[Sound]) -> Iterator[Sound]:
    """The same sound cut so that no piece is longer than twice the one before, but for a short rest:
    the first can be heard early, and while it plays there is time for the next."""
    allowed_s = FIRST_PIECE_S
    for sound in sounds:
        rest = sound.samples
        while len(rest):
            size = round(allowed_s * sound.sample_rate_hz)
            if len(rest) - size < SHORTEST_REST_S * sound.sample_rate_hz:
                size = len(rest)
            piece, rest = Sound(rest[:size], sound.sample_rate_hz), rest[size:]
            yield piece
            allowed_s = min(LONGEST_PIECE_S, max(allowed_s, 2 * piece.duration_s))
