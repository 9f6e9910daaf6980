"""Speaks short utterances between two sentences and cuts them out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from dragoman.tts.kokoro.excitation import SAMPLES_PER_FRAME
from dragoman.tts.kokoro.spectrum import SAMPLE_RATE_HZ
from dragoman.tts.kokoro.weights import Tensor

CARRIERS: Final[Mapping[str, tuple[str, str]]] = {
    "en": ("And then he said this to me.", "Then we will talk about it again a little later."),
    "es": ("Y entonces él me dijo esto.", "Luego vamos a hablar de eso con más calma."),
    "fr": ("Et puis il m'a dit cela.", "Ensuite nous allons en parler plus calmement."),
    "it": ("E allora lui mi ha detto questo.", "Poi ne parliamo di nuovo con calma."),
    "pt": ("E então ele me disse isso.", "Depois nós vamos conversar sobre isso com mais calma."),
}
"""The sentences before and after, by language."""

_STEP: Final = round(0.01 * SAMPLE_RATE_HZ)
_QUIET: Final = 0.004
"""The maximum level of a pause."""
_FADE: Final = round(0.005 * SAMPLE_RATE_HZ)
_PAUSE_BEFORE_S: Final = 0.1
_PAUSE_AFTER_S: Final = 0.2


def cut_out(sound: Tensor, lead_frames: int, trail_frames: int) -> Tensor:
    """Cuts the words out of audio whose first `lead_frames` and last `trail_frames` each have a
    pause: from the last pause of the former to the first pause of the latter."""
    lead, trail = (frames * SAMPLES_PER_FRAME for frames in (lead_frames, trail_frames))
    begin = lead - _to_pause(sound[:lead][::-1])
    end = len(sound) - trail + _to_pause(sound[-trail:])
    words = sound[begin:end].copy()
    rise = np.linspace(0, 1, _FADE, dtype=np.float32)
    words[:_FADE] *= rise
    words[-_FADE:] *= rise[::-1]
    before, after = (
        np.zeros(round(pause_s * SAMPLE_RATE_HZ), np.float32)
        for pause_s in (_PAUSE_BEFORE_S, _PAUSE_AFTER_S)
    )
    return np.concatenate([before, words, after])


def _to_pause(margin: Tensor) -> int:
    """The number of samples to the first pause, or to the quietest place if there is none."""
    steps = margin[: len(margin) // _STEP * _STEP].reshape(-1, _STEP)
    loudness = np.sqrt((steps**2).mean(axis=1))
    quiet = np.flatnonzero(loudness < max(_QUIET, 1.5 * loudness.min()))
    return int(quiet[0]) * _STEP + _STEP // 2
