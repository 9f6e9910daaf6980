"""Both parts of Kokoro's network, shared by all voices."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import onnx

from dragoman.models.onnx_session import session
from dragoman.tts.kokoro.acoustics import AcousticModel, Acoustics
from dragoman.tts.kokoro.excitation import SAMPLES_PER_FRAME, HarmonicSource, mixture
from dragoman.tts.kokoro.generator import (
    FRAMES,
    SOURCE,
    SPECTRUM,
    NormInputs,
    draw_generator,
)
from dragoman.tts.kokoro.spectrum import WINDOW, synthesize
from dragoman.tts.kokoro.voice import Voice, acoustic_half
from dragoman.tts.kokoro.weights import Tensor, Weights

CONTEXT_FRAMES: Final = 9
"""The receptive field of the generator, found by comparison with the whole."""


@dataclass(frozen=True)
class Utterance:
    """The inputs of the generator for one utterance."""

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

    def samples(self, utterance: Utterance, begin: int, end: int) -> Tensor:
        """The samples of the frames from `begin` to `end`."""
        count = utterance.acoustics.count
        left, right = max(0, begin - CONTEXT_FRAMES), min(count, end + CONTEXT_FRAMES)
        [spectrum] = self._generator.run([SPECTRUM], generator_inputs(utterance, left, right))
        sound = synthesize(spectrum[0, :, 0])[WINDOW // 2 :]
        first = (begin - left) * SAMPLES_PER_FRAME
        return sound[first : first + (end - begin) * SAMPLES_PER_FRAME]


def generator_inputs(utterance: Utterance, begin: int, end: int) -> dict[str, Tensor]:
    """The inputs of the generator for the frames from `begin` to `end`."""
    return utterance.norms | {
        FRAMES: utterance.acoustics.frames[:, :, None, begin:end],
        SOURCE: utterance.source.columns(begin, end)[None, :, None],
    }
