"""Short-time Fourier transforms with a window of 20 samples and a hop of 5, as in Kokoro's
generator."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from dragoman.tts.kokoro.weights import Tensor

SAMPLE_RATE_HZ: Final = 24_000
WINDOW: Final = 20
HOP: Final = 5
BINS: Final = WINDOW // 2 + 1
_OVERLAP: Final = WINDOW // HOP
_HANN: Final = np.hanning(WINDOW + 1)[:WINDOW]
_FORWARD: Final = _HANN[:, None] * np.exp(
    -2j * np.pi * np.outer(np.arange(WINDOW), np.arange(BINS)) / WINDOW
)


def analyse(samples: NDArray[np.float64]) -> Tensor:
    """Magnitudes, then phases: (22, columns), a column wherever a whole window fits."""
    windows = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP]
    spectrum = windows @ _FORWARD
    return np.concatenate([np.abs(spectrum).T, np.angle(spectrum).T]).astype(np.float32)


def synthesize(columns: Tensor) -> Tensor:
    """The samples around each column of log magnitudes and sines of phases (22, columns): five for
    each column and fifteen more, of which the first and the last ten want their neighbours."""
    magnitude = np.exp(columns[:BINS].T.astype(np.float64))
    phase = np.sin(columns[BINS:].T.astype(np.float64))
    windows = np.fft.irfft(magnitude * np.exp(1j * phase), WINDOW, axis=1) * _HANN
    count = len(windows)
    sound = np.zeros((count + _OVERLAP - 1, HOP))
    weight = np.zeros_like(sound)
    for part in range(_OVERLAP):
        inside = slice(part * HOP, (part + 1) * HOP)
        sound[part : part + count] += windows[:, inside]
        weight[part : part + count] += _HANN[inside] ** 2
    return (sound / np.maximum(weight, 1e-9)).ravel().astype(np.float32)
