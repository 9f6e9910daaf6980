"""Voice-activity probabilities by the Silero model that ships with faster-whisper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from faster_whisper.vad import get_vad_model

from dragoman.stt.voice_activity import FRAME_S, FRAME_SAMPLES

if TYPE_CHECKING:
    from dragoman.ports import Samples

_CONTEXT_SAMPLES = 64
"""The model also reads this much of the frame before."""


def speech_probabilities(samples: Samples) -> list[float]:
    """Returns one probability for each `FRAME_SAMPLES` of 16 kHz mono audio."""
    padded = np.pad(samples, (0, -len(samples) % FRAME_SAMPLES))
    return [float(p) for p in get_vad_model()(padded).ravel()] if len(padded) else []


def speech_s(samples: Samples) -> float:
    """Seconds of the samples in which speech is more likely than not."""
    return sum(p >= 0.5 for p in speech_probabilities(samples)) * FRAME_S


class StreamingVad:
    """The same model frame by frame, with its state kept between frames."""

    def __init__(self) -> None:
        self._session = get_vad_model().session
        self._state = {name: np.zeros((1, 1, 128), np.float32) for name in ("h", "c")}
        self._context = np.zeros(_CONTEXT_SAMPLES, np.float32)

    def probability(self, frame: Samples) -> float:
        """Returns the probability of speech in the next `FRAME_SAMPLES`."""
        window = np.concatenate([self._context, frame])[np.newaxis]
        self._context = frame[-_CONTEXT_SAMPLES:]
        probability, self._state["h"], self._state["c"] = self._session.run(
            None, {"input": window, **self._state}
        )
        return float(probability.ravel()[0])
