"""Decoding with FFmpeg: every audio track of a file, as far as it goes.

Recordings come from strangers: only containers and codecs that speech comes in are opened, nothing
is followed out of the file, and decoding stops at a number of seconds: of sound, and of time.
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
    """Shape (channels, n)."""

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
"""Those that recorders of speech write for; no other, least of all of pictures, sees a byte."""
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
"""For containers whose packets are whole: they may hold other streams than sound, whose parsers would
read them."""
_WHOLE_PACKETS = frozenset({"matroska", "mov", "ogg"})
MAX_CHANNELS = 8
"""Of all tracks together."""
_RATES_HZ = range(4_000, 192_001)
"""A clip at a few samples a second would swell a thousandfold on its way to 16 kHz."""
_MAX_ERRORS = 8
"""Of the container, after which no more of it is read."""
_TRUSTED = frozenset({"mov", "flac", "asf", "aiff"})
"""Containers whose header says how long each track is; others guess, but for an MP3 with a frame that
tells it."""
_TELLS_LENGTH = (b"Xing", b"Info")
_FIRST_FRAME_BYTES = 4_096
_MISSING_S, _MISSING_SHARE = 0.25, 0.03
"""How much of it may be missing."""
_PIECE_SAMPLES = RECOGNITION_RATE_HZ
"""A second at a time: handing over each of a codec's frames, of 20 ms, takes as long as decoding."""


@dataclass
class Budget:
    """What all the parts of a recording may take together."""

    max_audio_s: float
    deadline_s: float
    samples: int = field(init=False)
    """Left, of all channels."""

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
    """What was decoded of a track, at 16 kHz: a run of samples for each format that it changed to."""

    budget: Budget
    runs: list[Channels] = field(default_factory=list)
    decoded_s: float = 0.0
    _pieces: list[Channels] = field(default_factory=list)
    _format: tuple[str, str, int] | None = None
    _resampler: Any = None

    def add(self, frame: av.AudioFrame) -> None:
        """Raises AudioTooLong; NotAudio for what no microphone makes."""
        if frame.sample_rate not in _RATES_HZ or frame.layout.nb_channels > MAX_CHANNELS:
            raise NotAudio
        # One frame may hold all there is: its length is looked at before it is resampled.
        self.decoded_s += frame.samples / frame.sample_rate
        if self.decoded_s > self.budget.max_audio_s + 1 / RECOGNITION_RATE_HZ:
            raise self.budget.too_long
        frame = _with_finite_samples(frame)
        frame.pts = None  # gaps in a live recording's clock are not silence
        described = (frame.format.name, frame.layout.name, frame.sample_rate)
        if described != self._format:
            self.end()
            self._format = described
            self._resampler = av.AudioResampler(
                format="flt", rate=RECOGNITION_RATE_HZ, frame_size=_PIECE_SAMPLES
            )
        self._resample(frame)

    def end(self) -> None:
        """Closes the run under way."""
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
    # PyAV reads past the end of a frame's list of eight planes.
    many_planes = frame.format.is_planar and frame.layout.nb_channels >= MAX_CHANNELS
    if many_planes or not frame.format.name.startswith(("flt", "dbl")):
        return frame
    samples = frame.to_ndarray()
    cleaned = finite(samples)
    if cleaned is samples:
        return frame
    clean = av.AudioFrame.from_ndarray(cleaned, frame.format.name, frame.layout)
    clean.sample_rate = frame.sample_rate
    return clean


def decode(data: bytes, budget: Budget) -> tuple[list[Track], bool]:
    """The audio tracks of one file, and whether something of it could not be decoded. Raises
    NotAudio, AudioTooLong."""
    name = demuxer(data)
    data, incomplete = sound_only(data)
    options = _OPTIONS | (_WITHOUT_PARSERS if name in _WHOLE_PACKETS else {})
    if name is None:
        options["format_whitelist"] = "mp3,aac"
    try:
        with av.open(
            io.BytesIO(data), "r", format=name, options=options, metadata_errors="ignore"
        ) as file:
            tracks = {stream.index: Track(budget) for stream in _audible(file)}
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
    """The audio streams that are decoded; no other is read. Raises NotAudio for none."""
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
    """None stands for what the container could not read."""
    for _ in range(_MAX_ERRORS):
        try:
            yield from file.demux([file.streams[index] for index in streams])
        except av.FFmpegError:
            yield None
        else:
            return


def _decoded(packet: Any, track: Track) -> bool:
    """False for a damaged packet, which is passed over."""
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
    """Whether there was less than the file's header says."""
    if not stream.duration or not stream.time_base:
        return False
    declared_s = float(stream.duration * stream.time_base)
    return declared_s - track.decoded_s > max(_MISSING_S, _MISSING_SHARE * declared_s)
