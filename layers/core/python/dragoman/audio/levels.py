"""Levels of a recording: what is no number, offsets, and loudness.

Voice activity is found down to a peak of some -55 dBFS; Whisper's features have a floor that quiet
speech sinks into. Steady noise is no speech to either at any level.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dragoman.ports import RECOGNITION_RATE_HZ

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dragoman.ports import Samples

_LARGEST = 2.0**32
"""The largest valid sample: some recorders write floats on the scale of 32-bit integers."""
_QUIET, _LOUD = 0.05, 1.0
"""Recordings between these levels are not changed."""
_TARGET = 0.25
_MAX_GAIN = 1_000.0
"""A larger gain would only amplify the last bit of 16."""
_LOUDEST_SHARE = 0.001
"""The share of the loudest samples that the level ignores, such as clicks."""
_OFFSET = 0.05
"""Relative to the standard deviation; a smaller offset is not changed."""
_OFFSET_WINDOW = RECOGNITION_RATE_HZ // 4


def finite(samples: NDArray[Any]) -> NDArray[Any]:
    """The samples with NaN and values beyond any scale set to 0."""
    good = np.abs(samples) <= _LARGEST
    return samples if good.all() else np.where(good, samples, 0).astype(samples.dtype)


def conditioned(samples: Samples) -> Samples:
    """The samples without offset, and loud enough for recognition."""
    samples = _around_zero(samples)
    level = _level(samples)
    if level == 0 or _QUIET <= level <= _LOUD:
        return samples
    gain = min(_TARGET / level, _MAX_GAIN)
    louder: Samples = np.clip(samples * np.float32(gain), -1.0, 1.0)
    return louder


def _level(samples: Samples) -> float:
    if not len(samples):
        return 0.0
    rank = int(len(samples) * (1 - _LOUDEST_SHARE))
    return float(np.partition(np.abs(samples), rank)[rank])


def _around_zero(samples: Samples) -> Samples:
    if not len(samples) or abs(samples.mean(dtype=np.float64)) <= _OFFSET * samples.std():
        return samples
    window = min(_OFFSET_WINDOW, len(samples))
    sums = np.cumsum(np.pad(samples.astype(np.float64), (window // 2 + 1, window // 2), "edge"))
    offset = (sums[window:] - sums[:-window])[: len(samples)] / window
    return (samples - offset).astype(np.float32)
