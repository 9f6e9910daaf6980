"""Both halves of Kokoro's network, shared by all its voices."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx

from dragoman.models.onnx_session import session
from dragoman.tts.kokoro.acoustics import AcousticModel, Acoustics
from dragoman.tts.kokoro.excitation import SAMPLES_PER_FRAME, HarmonicSource, mixture
from dragoman.tts.kokoro.generator import (
    ALONE,
    FRAMES,
    SOURCE,
    SPECTRUM,
    NormInputs,
    draw_generator,
)
from dragoman.tts.kokoro.spectrum import WINDOW, synthesize
from dragoman.tts.kokoro.voice import Voice, acoustic_half
from dragoman.tts.kokoro.weights import Tensor, Weights

CONTEXT_FRAMES: Final = 12
"""Beyond it no sample changes: the generator's reach, found by comparing with the whole."""


@dataclass(frozen=True)
class Utterance:
    """One that is about to be heard."""

    acoustics: Acoustics
    source: HarmonicSource
    norms: dict[str, Tensor]


class KokoroNetwork:
    """Loading it takes some seconds. Raises ValueError for a network that is not Kokoro's."""

    def __init__(self, model: Path, threads: int) -> None:
        network = onnx.load(str(model))
        weights = Weights(network)
        self._mix, self._bias = mixture(weights)
        self._norms = NormInputs(weights)
        self._acoustic = AcousticModel(network, threads)
        self._generator = session(draw_generator(weights), threads)

    def utterance(self, tokens: list[int], voice: Voice, speed: float) -> Utterance:
        style = voice.style(len(tokens))
        acoustics = self._acoustic.acoustics(tokens, style, speed)
        source = HarmonicSource(acoustics.pitch_hz, self._mix, self._bias)
        norms = self._norms.of(acoustic_half(style), voice.mean, voice.deviation)
        return Utterance(acoustics, source, norms)

    def whole(self, utterance: Utterance) -> Tensor:
        """All its samples, normalized by its own statistics."""
        count = utterance.acoustics.count
        return self._samples(utterance, 0, count, alone=True)

    def samples(self, utterance: Utterance, begin: int, end: int) -> Tensor:
        """Those of the frames from `begin` to `end`, normalized by the voice's statistics."""
        return self._samples(utterance, begin, end, alone=False)

    def _samples(self, utterance: Utterance, begin: int, end: int, alone: bool) -> Tensor:
        count = utterance.acoustics.count
        left, right = max(0, begin - CONTEXT_FRAMES), min(count, end + CONTEXT_FRAMES)
        [spectrum] = self._generator.run([SPECTRUM], _inputs(utterance, left, right, alone))
        sound = synthesize(spectrum[0, :, 0])[WINDOW // 2 :]
        first = (begin - left) * SAMPLES_PER_FRAME
        return sound[first : first + (end - begin) * SAMPLES_PER_FRAME]


def whole_inputs(utterance: Utterance) -> dict[str, Any]:
    """What the generator is fed to make the whole, normalized by its own statistics."""
    return _inputs(utterance, 0, utterance.acoustics.count, alone=True)


def _inputs(utterance: Utterance, left: int, right: int, alone: bool) -> dict[str, Any]:
    return utterance.norms | {
        FRAMES: utterance.acoustics.frames[:, :, None, left:right],
        SOURCE: utterance.source.columns(left, right)[None, :, None],
        ALONE: np.array(alone),
    }
