"""Encodes audio for clients."""

from __future__ import annotations

import io
from typing import Any

import av
import numpy as np

from dragoman.ports import Sound
from dragoman.protocol.audio_formats import FORMATS, AudioFormat

_FORMATS: dict[str, AudioFormat] = {str(name): one for name, one in FORMATS.items()}
_REPEATABLE = {"fflags": "+bitexact"}
"""Without it, every Ogg page has a random number."""


def encode(sound: Sound, content_type: str, bit_rate: int | None = None) -> bytes:
    """Encodes sound, where the codec has a choice with `bit_rate` bits per second instead of the usual
    ones."""
    how = _FORMATS[content_type]
    out = io.BytesIO()
    with av.open(out, "w", format=how.container, options=_REPEATABLE) as container:
        stream: Any = container.add_stream(
            how.codec,
            rate=how.sample_rate_hz or sound.sample_rate_hz,
            layout="mono",
            options=how.options,
        )
        if how.bit_rate:
            stream.bit_rate = bit_rate or how.bit_rate
        for packet in (*stream.encode(_frame(sound)), *stream.encode(None)):
            container.mux(packet)
    return out.getvalue()


def _frame(sound: Sound) -> av.AudioFrame:
    pcm = (np.clip(sound.samples, -1.0, 1.0) * 32_767).astype(np.int16)
    frame = av.AudioFrame.from_ndarray(pcm[np.newaxis, :], format="s16", layout="mono")
    frame.sample_rate = sound.sample_rate_hz
    return frame
