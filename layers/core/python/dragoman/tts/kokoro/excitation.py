"""The harmonic source: nine sines at multiples of the pitch, which are an input of the generator.

It is computed from the pitch alone, so any part of it can be computed separately.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from dragoman.tts.kokoro.spectrum import HOP, SAMPLE_RATE_HZ, WINDOW, analyse
from dragoman.tts.kokoro.weights import Tensor, Weights

HOP_PER_FRAME: Final = 60
"""Spectrum columns per acoustic frame."""
SAMPLES_PER_FRAME: Final = HOP * HOP_PER_FRAME
_HARMONICS: Final = 9
_AMPLITUDE: Final = 0.1
_VOICED_HZ: Final = 10.0
"""Frames with a lower pitch are unvoiced."""


class HarmonicSource:
    """The harmonic source of one utterance, given its pitch in Hz at each frame."""

    def __init__(self, pitch_hz: Tensor, mix: Tensor, bias: float) -> None:
        self._voiced = pitch_hz > _VOICED_HZ
        turns = np.outer(pitch_hz.astype(np.float64), np.arange(1, _HARMONICS + 1))
        self._turns = np.cumsum(turns / SAMPLE_RATE_HZ % 1, axis=0)
        """The phase of each harmonic at each frame, in turns."""
        self._mix, self._bias = mix, bias

    def columns(self, begin: int, end: int) -> Tensor:
        """The spectrum of the frames from `begin` to `end`: (22, 60 per frame and one more)."""
        half = WINDOW // 2
        first, last = begin * SAMPLES_PER_FRAME, end * SAMPLES_PER_FRAME
        total = len(self._voiced) * SAMPLES_PER_FRAME
        at = np.arange(first - half, last + half)
        mirrored = np.abs(at)  # at both ends of the utterance
        mirrored = np.minimum(mirrored, 2 * (total - 1) - mirrored)
        return analyse(self._samples(mirrored))

    def _samples(self, at: NDArray[np.int64]) -> NDArray[np.float64]:
        place = np.clip((at + 0.5) / SAMPLES_PER_FRAME - 0.5, 0, len(self._turns) - 1)
        left = place.astype(np.int64)
        right = np.minimum(left + 1, len(self._turns) - 1)
        share = (place - left)[:, None]
        turns = self._turns[left] * (1 - share) + self._turns[right] * share
        sines = np.sin(2 * np.pi * SAMPLES_PER_FRAME * turns)
        sines *= _AMPLITUDE * self._voiced[at // SAMPLES_PER_FRAME, None]
        mixed: NDArray[np.float64] = np.tanh(sines @ self._mix + self._bias)
        return mixed


def mixture(weights: Weights) -> tuple[Tensor, float]:
    """The weight of each harmonic in the sum, and a bias."""
    bias = weights.tensor("decoder.decoder.generator.m_source.l_linear.bias")
    return weights.tensor("onnx::MatMul_6993").ravel(), float(bias[0])
