"""Decodes every audio track of a file with FFmpeg, as far as possible.

Recordings are untrusted: only containers and codecs of speech are opened, nothing outside of the
file is read, and the seconds of audio and of decoding time are limited.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any

import av
import numpy as np

from dragoman.audio.containers import demuxer, sound_only
from dragoman.audio.levels import finite
from dragoman.errors import AudioTooLong, NotAudio
from dragoman.ports import RECOGNITION_RATE_HZ

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Channels = NDArray[np.float32]
    """Samples of shape (channels, n)."""

DECODERS = frozenset(
    [
        "aac",
        "alac",
        "amrnb",
        "amrwb",
        "flac",
        "gsm",
        "gsm_ms",
        "libopencore_amrnb",
        "libopencore_amrwb",
        "libopus",
        "mp1",
        "mp1float",
        "mp2",
        "mp2float",
        "mp3",
        "mp3float",
        "opus",
        "speex",
        "vorbis",
        "wmav1",
        "wmav2",
        "adpcm_ima_qt",
        "adpcm_ima_wav",
        "adpcm_ms",
        "pcm_alaw",
        "pcm_mulaw",
        "pcm_f32be",
        "pcm_f32le",
        "pcm_f64be",
        "pcm_f64le",
        "pcm_s8",
        "pcm_u8",
        "pcm_s16be",
        "pcm_s16le",
        "pcm_s24be",
        "pcm_s24le",
        "pcm_s32be",
        "pcm_s32le",
    ]
)
"""The containers that speech recorders write. Other demuxers, such as those for images, read no
data."""
_OPTIONS = {
    "codec_whitelist": ",".join(sorted(DECODERS)),
    "format_whitelist": "matroska,webm,ogg,mov,mp4,m4a,wav,flac,mp3,aac,aiff,caf,amr,asf",
    "protocol_whitelist": "",
    "enable_drefs": "0",
    "max_streams": "64",
    "probesize": "1000000",
    "analyzeduration": "5000000",
}
_WITHOUT_PARSERS = {"fflags": "+noparse+nofillin"}
"""Options for containers with complete packets: their parsers would also read streams that are not
audio."""
_WHOLE_PACKETS = frozenset({"matroska", "mov", "ogg"})
MAX_CHANNELS = 8
"""The number of channels of all tracks together."""
_RATES_HZ = range(4_000, 192_001)
"""A clip of a few samples per second would become a thousand times larger at 16 kHz."""
_MAX_ERRORS = 8
"""The number of errors after which the container is not read further."""
_TRUSTED = frozenset({"mov", "flac", "asf", "aiff"})
"""Containers whose header has the exact duration of each track; others estimate it, except an MP3
with a Xing frame."""
_TELLS_LENGTH = (b"Xing", b"Info")
_FIRST_FRAME_BYTES = 4_096
_MISSING_S, _MISSING_SHARE = 0.25, 0.03
"""The seconds and the share that may be missing."""
_PIECE_SAMPLES = RECOGNITION_RATE_HZ
"""Samples are resampled one second at a time: a call per codec frame of 20 ms would take as long as
decoding."""


@dataclass
class Budget:
    """The limits of all parts of a recording together."""

    max_audio_s: float
    deadline_s: float
    samples: int = field(init=False)
    """The samples left, over all channels."""

    def __post_init__(self) -> None:
        self.samples = round(self.max_audio_s * RECOGNITION_RATE_HZ) * MAX_CHANNELS

    def check_time(self) -> None:
        if monotonic() > self.deadline_s:
            raise NotAudio("The recording takes too long to read.")

    @property
    def too_long(self) -> AudioTooLong:
        return AudioTooLong(f"A recording may last {self.max_audio_s:g} s at most.")


@dataclass
class Track:
    """The decoded samples of a track at 16 kHz: one run for each format of the track."""

    budget: Budget
    raw_floats: bool = False
    """Whether the file has float samples, which may be NaN."""
    runs: list[Channels] = field(default_factory=list)
    decoded_s: float = 0.0
    _pieces: list[Channels] = field(default_factory=list)
    _format: tuple[str, str, int] | None = None
    _resampler: Any = None

    def add(self, frame: av.AudioFrame) -> None:
        """Adds a frame. Raises AudioTooLong; NotAudio for implausible rates or channels."""
        if frame.sample_rate not in _RATES_HZ or frame.layout.nb_channels > MAX_CHANNELS:
            raise NotAudio
        # One frame may have the whole audio, so its length is checked before it is resampled.
        self.decoded_s += frame.samples / frame.sample_rate
        if self.decoded_s > self.budget.max_audio_s + 1 / RECOGNITION_RATE_HZ:
            raise self.budget.too_long
        if self.raw_floats:
            frame = _with_finite_samples(frame)
        frame.pts = None  # gaps in a live recording's clock are not silence
        described = (frame.format.name, frame.layout.name, frame.sample_rate)
        if described != self._format:
            self.end()
            self._format = described
            # Packed, because PyAV reads past the end of a list of eight planes.
            self._resampler = av.AudioResampler(
                format="flt", rate=RECOGNITION_RATE_HZ, frame_size=_PIECE_SAMPLES
            )
        self._resample(frame)

    def end(self) -> None:
        """Ends the current run."""
        if self._resampler is not None:
            self._resample(None)
        if self._pieces:
            self.runs.append(np.concatenate(self._pieces, axis=1))
        self._pieces, self._resampler = [], None

    def _resample(self, frame: av.AudioFrame | None) -> None:
        for resampled in self._resampler.resample(frame):
            piece = finite(resampled.to_ndarray().reshape(-1, resampled.layout.nb_channels).T)
            self.budget.samples -= piece.size
            if self.budget.samples < 0:
                raise self.budget.too_long
            self._pieces.append(piece)


def _with_finite_samples(frame: av.AudioFrame) -> av.AudioFrame:
    samples = frame.to_ndarray()
    cleaned = finite(samples)
    if cleaned is samples:
        return frame
    clean = av.AudioFrame.from_ndarray(cleaned, frame.format.name, frame.layout)
    clean.sample_rate = frame.sample_rate
    return clean


def decode(data: bytes, budget: Budget) -> tuple[list[Track], bool]:
    """The audio tracks of one file, and whether a part could not be decoded. Raises NotAudio,
    AudioTooLong."""
    name = demuxer(data)
    data, incomplete = sound_only(data)
    options = _OPTIONS | (_WITHOUT_PARSERS if name in _WHOLE_PACKETS else {})
    if name is None:
        options["format_whitelist"] = "mp3,aac"
    try:
        with av.open(
            io.BytesIO(data), "r", format=name, options=options, metadata_errors="ignore"
        ) as file:
            tracks = {
                stream.index: Track(budget, stream.codec_context.name.startswith("pcm_f"))
                for stream in _audible(file)
            }
            for packet in _packets(file, list(tracks)):
                budget.check_time()
                incomplete |= packet is None or not _decoded(packet, tracks[packet.stream_index])
            for track in tracks.values():
                track.end()
            if name in _TRUSTED or any(mark in data[:_FIRST_FRAME_BYTES] for mark in _TELLS_LENGTH):
                incomplete |= any(_fell_short(file.streams[n], tracks[n]) for n in tracks)
    except (av.FFmpegError, ValueError, EOFError) as error:
        raise NotAudio from error
    return list(tracks.values()), incomplete


def _audible(file: Any) -> list[Any]:
    """The audio streams; no other stream is read. Raises NotAudio if there are none."""
    streams, channels = [], 0
    for stream in file.streams:
        context = stream.codec_context
        if stream.type == "audio" and context is not None and context.name in DECODERS:
            channels += max(1, context.channels)
            if channels <= MAX_CHANNELS:
                streams.append(stream)
                continue
        stream.discard = "all"
    if not streams:
        raise NotAudio
    return streams


def _packets(file: Any, streams: list[int]) -> Iterator[Any]:
    """Yields the packets, and None for each error of the container."""
    for _ in range(_MAX_ERRORS):
        try:
            yield from file.demux([file.streams[index] for index in streams])
        except av.FFmpegError:
            yield None
        else:
            return


def _decoded(packet: Any, track: Track) -> bool:
    """Decodes a packet; False for a damaged one, which is skipped."""
    try:
        for frame in packet.decode():
            track.add(frame)
    except NotAudio:
        return False
    except (av.FFmpegError, ValueError, EOFError) as error:
        if isinstance(error, MemoryError):
            raise
        return False
    return True


def _fell_short(stream: Any, track: Track) -> bool:
    """Whether the track is shorter than its header states."""
    if not stream.duration or not stream.time_base:
        return False
    declared_s = float(stream.duration * stream.time_base)
    return declared_s - track.decoded_s > max(_MISSING_S, _MISSING_SHARE * declared_s)
