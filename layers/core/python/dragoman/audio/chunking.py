"""Concatenates sounds and splits them into chunks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from dragoman.ports import Sound


def concatenate(sounds: Sequence[Sound]) -> Sound:
    """Concatenates sounds of the same sample rate. Raises ValueError for an empty sequence."""
    if not sounds:
        raise ValueError("nothing to concatenate")
    return Sound(np.concatenate([sound.samples for sound in sounds]), sounds[0].sample_rate_hz)


FIRST_CHUNK_S = 0.5
"""The duration of the first chunk, which is short so that it plays early."""
MAX_CHUNK_S = 4.0
MIN_LAST_CHUNK_S = 0.25
"""A shorter rest is added to the chunk before it."""


def split_into_chunks(sounds: Iterable[Sound]) -> Iterator[Sound]:
    """Splits sounds into chunks, each at most twice as long as the longest before it, apart from a short
    rest. The first one can be played early, and while it plays the next one is made."""
    allowed_s = FIRST_CHUNK_S
    for sound in sounds:
        rest = sound.samples
        while len(rest):
            size = round(allowed_s * sound.sample_rate_hz)
            if len(rest) - size < MIN_LAST_CHUNK_S * sound.sample_rate_hz:
                size = len(rest)
            chunk, rest = Sound(rest[:size], sound.sample_rate_hz), rest[size:]
            yield chunk
            allowed_s = min(MAX_CHUNK_S, max(allowed_s, 2 * chunk.duration_s))
