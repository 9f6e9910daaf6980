"""The data of a Kokoro voice: a style for each length of an utterance, and the average statistics
of its normalizations."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from dragoman.tts.kokoro.weights import Tensor

FOLDER: Final = Path(__file__).parent / "voices"
"""The voices that travel with this package."""
STYLES: Final = 200
"""One for each number of tokens; a longer utterance takes the last."""
_FIELDS: Final = ("styles", "mean", "deviation", "gain")
_ACOUSTIC: Final = 128
"""The half of a style that shapes the sound; the rest shapes melody and rhythm."""


@dataclass(frozen=True)
class Voice:
    styles: Tensor
    """(200, 256)"""
    mean: Tensor
    """The statistics of all norms in the order of `generator.norms`."""
    deviation: Tensor
    gain: float
    """The gain to the loudness of the other voices."""

    def style(self, tokens: int) -> Tensor:
        style: Tensor = self.styles[min(max(tokens, 1), STYLES) - 1]
        return style


def acoustic_half(style: Tensor) -> Tensor:
    return style[:_ACOUSTIC]


def read_voice(path: Path) -> Voice:
    """Raises OSError, and ValueError or KeyError for a file of another form."""
    with np.load(path) as arrays:
        styles, mean, deviation, gain = (arrays[name].astype(np.float32) for name in _FIELDS)
    voice = Voice(styles, mean, deviation, float(gain))
    if voice.styles.shape != (STYLES, 256) or voice.mean.shape != voice.deviation.shape:
        raise ValueError(f"{path.name} is no voice of Kokoro's")
    return voice


def write_voice(path: Path, voice: Voice) -> None:
    """Writes a voice in half precision, which is inaudible."""
    halves = {name: np.float16(getattr(voice, name)) for name in _FIELDS}
    np.savez(path, allow_pickle=False, **halves)
