"""Voice activity by Silero, which travels inside faster-whisper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from faster_whisper.vad import get_vad_model

from dragoman.voice_activity import FRAME_SAMPLES

if TYPE_CHECKING:
    from dragoman.ports import Samples


def speech_probabilities(samples: Samples) -> list[float]:
    """One for each frame of `FRAME_SAMPLES`, of 16 kHz mono audio."""
    padded = np.pad(samples, (0, -len(samples) % FRAME_SAMPLES))
    return [float(p) for p in get_vad_model()(padded).ravel()] if len(padded) else []
