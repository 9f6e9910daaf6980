"""Encodes audio for clients."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import av
import numpy as np

from dragoman.ports import Sound
from dragoman.protocol.audio_formats import FORMATS, AudioFormat

if TYPE_CHECKING:
    from dragoman.ports import Samples

_FORMATS: dict[str, AudioFormat] = {str(name): one for name, one in FORMATS.items()}
_REPEATABLE = {"fflags": "+bitexact"}
"""Without it, every Ogg page has a random number."""


def encode(sound: Sound, content_type: str, bit_rate: int | None = None) -> bytes:
    """Encodes sound, where the codec has a choice with `bit_rate` bits per second instead of the usual
    ones."""
    encoder = Encoder(content_type, sound.sample_rate_hz, bit_rate)
    encoder.add(sound.samples)
    return encoder.finish()


class Encoder:
    """Encodes mono sound that arrives in parts. The result does not depend on where it is divided."""

    def __init__(self, content_type: str, sample_rate_hz: int, bit_rate: int | None = None) -> None:
        how = _FORMATS[content_type]
        self._sample_rate_hz = sample_rate_hz
        self._out = io.BytesIO()
        self._container = av.open(self._out, "w", format=how.container, options=_REPEATABLE)
        self._stream: Any = self._container.add_stream(
            how.codec,
            rate=how.sample_rate_hz or sample_rate_hz,
            layout="mono",
            options=how.options,
        )
        if how.bit_rate:
            self._stream.bit_rate = bit_rate or how.bit_rate

    def add(self, samples: Samples) -> None:
        self._container.mux(self._stream.encode(_frame(Sound(samples, self._sample_rate_hz))))

    def finish(self) -> bytes:
        """The encoded sound; nothing can be added afterwards."""
        self._container.mux(self._stream.encode(None))
        self._container.close()
        return self._out.getvalue()


def _frame(sound: Sound) -> av.AudioFrame:
    pcm = (np.clip(sound.samples, -1.0, 1.0) * 32_767).astype(np.int16)
    frame = av.AudioFrame.from_ndarray(pcm[np.newaxis, :], format="s16", layout="mono")
    frame.sample_rate = sound.sample_rate_hz
    return frame
