"""AudioCodec over PyAV (FFmpeg).

Recordings come from strangers: only containers that speech comes in are opened, nothing is
followed out of the file, and decoding stops at a number of seconds: of sound, and of time.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import chain
from time import monotonic
from typing import TYPE_CHECKING, Any

import av
import numpy as np

from dragoman.errors import AudioTooLong, EmptyAudio, NotAudio
from dragoman.ports import RECOGNITION_RATE_HZ, Sound
from dragoman.protocol.audio_formats import FORMATS, AudioFormat

if TYPE_CHECKING:
    from dragoman.ports import Samples

_CONTAINERS = "matroska,webm,ogg,mov,mp4,m4a,wav,flac,mp3,aac"
_MAX_CHANNELS = 8
_RATES_HZ = range(4_000, 192_001)
"""A clip at a few samples a second would swell a thousandfold on its way to 16 kHz."""
_MAX_STREAMS = 8
"""Of a file: a recorder makes one, a camera two or three."""
DECODE_LIMIT_S = 15.0
"""A minute of speech takes a tenth of a second."""
_PIECE_SAMPLES = RECOGNITION_RATE_HZ
"""A second at a time: handing over each of a codec's frames, of 20 ms, takes as long as decoding."""


_FORMATS: dict[str, AudioFormat] = {str(name): one for name, one in FORMATS.items()}
_REPEATABLE = {"fflags": "+bitexact"}
"""Without, an Ogg file has a random number in every page."""


class PyAVCodec:
    formats: tuple[str, ...] = tuple(FORMATS)

    def __init__(self, max_audio_s: float, decode_limit_s: float = DECODE_LIMIT_S) -> None:
        self._max_audio_s = max_audio_s
        self._decode_limit_s = decode_limit_s

    def decode(self, encoded: bytes) -> Sound:
        if not encoded:
            raise EmptyAudio
        pieces: list[Samples] = []
        left = round(self._max_audio_s * RECOGNITION_RATE_HZ)
        resampler = av.AudioResampler(
            format="flt", layout="mono", rate=RECOGNITION_RATE_HZ, frame_size=_PIECE_SAMPLES
        )
        try:
            frames = _frames(encoded, monotonic() + self._decode_limit_s)
            for frame in chain(frames, [None]):  # which empties the resampler
                # One frame may hold all there is: its length is looked at before it is resampled.
                if frame is not None and frame.samples > self._max_audio_s * frame.sample_rate:
                    raise self._too_long
                for resampled in resampler.resample(frame):
                    piece = resampled.to_ndarray()[0]
                    left -= len(piece)
                    if left < 0:
                        raise self._too_long
                    pieces.append(piece)
        except (av.FFmpegError, ValueError, EOFError) as error:
            raise NotAudio from error
        if not any(len(piece) for piece in pieces):
            raise EmptyAudio
        return Sound(np.concatenate(pieces), RECOGNITION_RATE_HZ)

    @property
    def _too_long(self) -> AudioTooLong:
        return AudioTooLong(f"A recording may last {self._max_audio_s:g} s at most.")

    def encode(self, sound: Sound, content_type: str) -> bytes:
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
                stream.bit_rate = how.bit_rate
            for packet in (*stream.encode(_frame(sound)), *stream.encode(None)):
                container.mux(packet)
        return out.getvalue()


def _frames(encoded: bytes, deadline_s: float) -> Iterator[av.AudioFrame]:
    """What the recording holds, as it was written. Raises NotAudio."""
    options = {"format_whitelist": _CONTAINERS, "protocol_whitelist": "", "enable_drefs": "0"}
    with av.open(io.BytesIO(encoded), "r", options=options, metadata_errors="ignore") as container:
        if not container.streams.audio or len(container.streams) > _MAX_STREAMS:
            raise NotAudio
        stream = container.streams.audio[0]
        if stream.codec_context is None:  # an index cut short names a codec it does not describe
            raise NotAudio
        if stream.channels > _MAX_CHANNELS:
            raise NotAudio
        for packet in container.demux(stream):
            if monotonic() > deadline_s:
                raise NotAudio("The recording takes too long to read.")
            for frame in packet.decode():
                if frame.sample_rate not in _RATES_HZ:
                    raise NotAudio
                frame.pts = None  # gaps in a live recording's clock are not silence
                yield frame


def _frame(sound: Sound) -> av.AudioFrame:
    pcm = (np.clip(sound.samples, -1.0, 1.0) * 32_767).astype(np.int16)
    frame = av.AudioFrame.from_ndarray(pcm[np.newaxis, :], format="s16", layout="mono")
    frame.sample_rate = sound.sample_rate_hz
    return frame
