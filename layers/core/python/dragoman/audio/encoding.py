"""Encoding of voices for whoever plays them."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

import av
import numpy as np

from dragoman.ports import Sound


@dataclass(frozen=True)
class _Encoding:
    container: str
    codec: str
    rate_hz: int | None
    """None keeps the rate of the voice."""
    bit_rate: int | None = None
    options: dict[str, str] = field(default_factory=dict)


_ENCODINGS = {
    # The default effort (10) takes three times as long for speech nobody can tell apart.
    "audio/ogg": _Encoding("ogg", "libopus", 48_000, 24_000, {"compression_level": "0"}),
    "audio/wav": _Encoding("wav", "pcm_s16le", None),
    "audio/mpeg": _Encoding("mp3", "libmp3lame", 44_100, 64_000),
}
FORMATS = tuple(_ENCODINGS)
"""Content types, the default first."""

_REPEATABLE = {"fflags": "+bitexact"}
"""Without, an Ogg file has a random number in every page."""


def encode(sound: Sound, content_type: str) -> bytes:
    how = _ENCODINGS[content_type]
    out = io.BytesIO()
    with av.open(out, "w", format=how.container, options=_REPEATABLE) as container:
        stream: Any = container.add_stream(
            how.codec,
            rate=how.rate_hz or sound.sample_rate_hz,
            layout="mono",
            options=how.options,
        )
        if how.bit_rate:
            stream.bit_rate = how.bit_rate
        for packet in (*stream.encode(_frame(sound)), *stream.encode(None)):
            container.mux(packet)
    return out.getvalue()


def _frame(sound: Sound) -> av.AudioFrame:
    pcm = (np.clip(sound.samples, -1.0, 1.0) * 32_767).astype(np.int16)
    frame = av.AudioFrame.from_ndarray(pcm[np.newaxis, :], format="s16", layout="mono")
    frame.sample_rate = sound.sample_rate_hz
    return frame
