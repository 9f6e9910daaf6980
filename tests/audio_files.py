"""Recordings in the formats of many recorders, and malicious files."""

from __future__ import annotations

import io
import struct
import wave
from dataclasses import dataclass
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

RATE_HZ = 16_000


def tone(duration_s: float, rate_hz: int = RATE_HZ, frequency: float = 440) -> NDArray[np.float32]:
    t = np.arange(round(duration_s * rate_hz)) / rate_hz
    return (0.3 * np.sin(2 * np.pi * frequency * t)).astype(np.float32)


def noise(duration_s: float, rate_hz: int = RATE_HZ) -> NDArray[np.float32]:
    samples = np.random.default_rng(0).standard_normal(round(duration_s * rate_hz))
    return (0.1 * samples).astype(np.float32)


@dataclass(frozen=True)
class Kind:
    """A way to write sound."""

    container: str
    codec: str
    rate_hz: int = 48_000
    options: tuple[tuple[str, str], ...] = ()

    def write(self, samples: NDArray[np.float32], rate_hz: int = RATE_HZ, **metadata: str) -> bytes:
        """A file of samples of shape (n,) or (channels, n); in stereo if the encoder supports only
        that."""
        if self.codec == "vorbis" and samples.ndim == 1:
            samples = np.stack([samples, samples])
        return write([samples], self, rate_hz, **metadata)


KINDS = {
    "WebM/Opus": Kind("webm", "libopus"),
    "Ogg/Opus": Kind("ogg", "libopus"),
    "Ogg/Vorbis": Kind("ogg", "vorbis"),
    "MP4/AAC": Kind("mp4", "aac"),
    "MP4/AAC, fragmented": Kind("mp4", "aac", options=(("movflags", "frag_keyframe+empty_moov"),)),
    "M4A/ALAC": Kind("ipod", "alac"),
    "3GP/AMR": Kind("3gp", "libopencore_amrnb", 8_000),
    "WAV": Kind("wav", "pcm_s16le"),
    "WAV of floats": Kind("wav", "pcm_f32le"),
    "WAV in A-law": Kind("wav", "pcm_alaw", 8_000),
    "WAV in ADPCM": Kind("wav", "adpcm_ima_wav"),
    "FLAC": Kind("flac", "flac"),
    "MP3": Kind("mp3", "libmp3lame"),
    "ADTS": Kind("adts", "aac"),
    "Matroska/MP3": Kind("matroska", "libmp3lame"),
    "AIFF": Kind("aiff", "pcm_s16be"),
    "CAF": Kind("caf", "pcm_s16le"),
    "CAF/ALAC": Kind("caf", "alac"),
    "AMR": Kind("amr", "libopencore_amrnb", 8_000),
    "WMA": Kind("asf", "wmav2"),
}


def write(
    tracks: list[NDArray[np.float32]], kind: Kind, rate_hz: int = RATE_HZ, **metadata: str
) -> bytes:
    """A file of so many audio tracks."""
    out = io.BytesIO()
    with av.open(out, "w", format=kind.container, options=dict(kind.options)) as file:
        file.metadata.update(metadata)
        streams = [_stream(file, kind, np.atleast_2d(samples)) for samples in tracks]
        for stream, samples in zip(streams, tracks, strict=True):
            _mux(file, stream, np.atleast_2d(samples), rate_hz, kind)
    return out.getvalue()


def _layout(channels: int) -> str:
    return {1: "mono", 2: "stereo"}.get(channels, f"{channels} channels")


def _stream(file: Any, kind: Kind, samples: NDArray[np.float32]) -> Any:
    # FFmpeg calls its encoder of Vorbis an experiment; that of WMA does not choose a rate.
    options = {"strict": "experimental", "b": "64000"}
    layout = _layout(len(samples))
    return file.add_stream(kind.codec, rate=kind.rate_hz, layout=layout, options=options)


def _mux(file: Any, stream: Any, samples: NDArray[np.float32], rate_hz: int, kind: Kind) -> None:
    context = stream.codec_context
    if not context.is_open:
        context.open()
    resampler = av.AudioResampler(
        format=context.format, layout=context.layout, rate=kind.rate_hz,
        frame_size=context.frame_size or 1_024,
    )  # fmt: skip
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), "fltp", _layout(len(samples)))
    frame.sample_rate = rate_hz
    for resampled in (*resampler.resample(frame), *resampler.resample(None)):
        resampled.pts = None
        for packet in stream.encode(resampled):
            file.mux(packet)
    for packet in stream.encode(None):
        file.mux(packet)


def float_wav(samples: NDArray[np.floating[Any]], rate_hz: int = RATE_HZ) -> bytes:
    """The samples as they are: no encoder touches them."""
    data = samples.astype("<f4").tobytes()
    form = struct.pack("<HHIIHH", 3, 1, rate_hz, 4 * rate_hz, 4, 32)
    chunks = b"fmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def pcm_wav(samples: NDArray[np.int16], channels: int = 1, rate_hz: int = RATE_HZ) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((channels, 2, rate_hz, 0, "NONE", ""))
        file.writeframes(samples.astype("<i2").tobytes())
    return out.getvalue()


# --- What is in a file beside sound -------------------------------------------------------------


def picture(side: int = 6_000) -> bytes:
    """A PNG of one colour, which is small until it is decoded: then it has three bytes a pixel."""
    out = io.BytesIO()
    with av.open(out, "w", format="image2pipe") as file:
        stream: Any = file.add_stream("png", rate=1)
        stream.width = stream.height = side
        stream.pix_fmt = "rgb24"
        frame = av.VideoFrame.from_ndarray(np.zeros((side, side, 3), np.uint8), format="rgb24")
        for packet in (*stream.encode(frame), *stream.encode(None)):
            file.mux(packet)
    return out.getvalue()


def _syncsafe(number: int) -> bytes:
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))


def with_id3_covers(mp3: bytes, cover: bytes, covers: int = 1) -> bytes:
    frames = b""
    for number in range(covers):
        content = b"\0image/png\0\3" + str(number).encode() + b"\0" + cover
        frames += b"APIC" + _syncsafe(len(content)) + b"\0\0" + content
    return b"ID3\4\0\0" + _syncsafe(len(frames)) + frames + mp3


def with_flac_cover(flac: bytes, cover: bytes) -> bytes:
    block = struct.pack(">I I9s I IIII I", 3, 9, b"image/png", 0, 6_000, 6_000, 24, 0, len(cover))
    return _with_flac_block(flac, 6, block + cover)


def with_flac_tags(flac: bytes, tags: int) -> bytes:
    texts = [f"{number:x}=1".encode() for number in range(tags)]
    listed = b"".join(struct.pack("<I", len(text)) + text for text in texts)
    return _with_flac_block(flac, 4, struct.pack("<I", 0) + struct.pack("<I", tags) + listed)


def _with_flac_block(flac: bytes, kind: int, content: bytes) -> bytes:
    stream_info = 4 + 4 + 34
    block = bytes([kind]) + len(content).to_bytes(3) + content
    return flac[:4] + bytes([flac[4] & 0x7F]) + flac[5:stream_info] + block + flac[stream_info:]


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def with_mp4_cover(mp4: bytes, cover: bytes) -> bytes:
    """A music file as sold by shops. The index must come last."""
    png = 14
    listed = _box(b"ilst", _box(b"covr", _box(b"data", struct.pack(">II", png, 0) + cover)))
    handler = _box(b"hdlr", bytes(8) + b"mdirappl" + bytes(9))
    data = _box(b"udta", _box(b"meta", bytes(4) + handler + listed))
    around = mp4.rfind(b"moov") - 4
    (whole,) = struct.unpack_from(">I", mp4, around)
    return mp4[:around] + struct.pack(">I", whole + len(data)) + mp4[around + 4 :] + data


def with_attachment(samples: NDArray[np.float32], attached: bytes, mimetype: str) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format="matroska") as file:
        kind = KINDS["Matroska/MP3"]
        stream = _stream(file, kind, np.atleast_2d(samples))
        file.add_attachment("attached", mimetype, attached)
        _mux(file, stream, np.atleast_2d(samples), RATE_HZ, kind)
    return out.getvalue()


def film(kind: Kind, samples: NDArray[np.float32], video: str = "libx264") -> bytes:
    """A film with sound, and with subtitles where the container has them."""
    out = io.BytesIO()
    with av.open(out, "w", format=kind.container) as file:
        shown: Any = file.add_stream(video, rate=10)
        shown.width, shown.height, shown.pix_fmt = 320, 240, "yuv420p"
        stream = _stream(file, kind, np.atleast_2d(samples))
        for number in range(10):
            image = np.full((240, 320, 3), 20 * number, np.uint8)
            for packet in shown.encode(av.VideoFrame.from_ndarray(image, format="rgb24")):
                file.mux(packet)
        for packet in shown.encode(None):
            file.mux(packet)
        _mux(file, stream, np.atleast_2d(samples), RATE_HZ, kind)
    return out.getvalue()


def with_riff_tags(wav: bytes, tags: int) -> bytes:
    texts = b"".join(struct.pack("<4sI", f"{n:04x}".encode(), 2) + b"a\0" for n in range(tags))
    return wav[:12] + b"LIST" + struct.pack("<I", 4 + len(texts)) + b"INFO" + texts + wav[12:]


def with_claimed_samples(mp4: bytes, samples: int) -> bytes:
    """A file that declares a number of one-byte samples; its index is as long."""
    data = bytearray(mp4)
    at = data.find(b"stsz")
    data[at + 4 : at + 16] = struct.pack(">III", 0, 1, samples)
    at = data.find(b"stsc")
    data[at + 12 : at + 24] = struct.pack(">III", 1, samples, 1)
    at = data.find(b"stts")
    data[at + 12 : at + 20] = struct.pack(">II", samples, 1_024)
    return bytes(data)


def with_claimed_chunks(chunks: int, samples: int) -> bytes:
    """Uncompressed audio whose chunks declare this number of samples."""
    mov = bytearray(Kind("mov", "pcm_s16le", RATE_HZ).write(tone(0.1)))
    at = mov.find(b"stsc")
    mov[at + 12 : at + 24] = struct.pack(">III", 1, samples, 1)
    at, around = mov.find(b"stco"), [mov.find(kind) - 4 for kind in CONTAINING_CHUNKS]
    (size,) = struct.unpack_from(">I", mov, at - 4)
    table = struct.pack(f">I4sII{chunks}I", 16 + 4 * chunks, b"stco", 0, chunks, *[36] * chunks)
    for start in around:
        (whole,) = struct.unpack_from(">I", mov, start)
        mov[start : start + 4] = struct.pack(">I", whole + len(table) - size)
    return bytes(mov[: at - 4]) + table + bytes(mov[at - 4 + size :])


CONTAINING_CHUNKS = (b"moov", b"trak", b"mdia", b"minf", b"stbl")


def with_tracks(mp4: bytes, more: int) -> bytes:
    """The same track again and again."""
    at, around = mp4.find(b"trak") - 4, mp4.find(b"moov") - 4
    (size,) = struct.unpack_from(">I", mp4, at)
    (whole,) = struct.unpack_from(">I", mp4, around)
    data = mp4[:at] + mp4[at : at + size] * more + mp4[at:]
    return data[:around] + struct.pack(">I", whole + size * more) + data[around + 4 :]


def with_subtitles(kind: Kind, samples: NDArray[np.float32]) -> bytes:
    out, spoken = io.BytesIO(), b"1\n00:00:00,000 --> 00:00:01,000\nGood morning.\n\n"
    with (
        av.open(io.BytesIO(spoken), format="srt") as texts,
        av.open(out, "w", format=kind.container) as file,
    ):
        stream = _stream(file, kind, np.atleast_2d(samples))
        shown = file.add_stream_from_template(texts.streams[0])
        for packet in texts.demux(texts.streams[0]):
            if packet.size:
                packet.stream = shown
                file.mux(packet)
        _mux(file, stream, np.atleast_2d(samples), RATE_HZ, kind)
    return out.getvalue()


POINTING_ELSEWHERE = (
    "ffconcat version 1.0\nfile {path}\n",
    "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile://{path}\n#EXT-X-ENDLIST\n",
    "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nconcat:{path}|{path}\n#EXT-X-ENDLIST\n",
    "v=0\no=- 0 0 IN IP4 127.0.0.1\nm=audio 9 RTP/AVP 0\n",
    '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>file://{path}</BaseURL></MPD>',
)
"""A concatenation, playlists, a session description, a manifest: files that name others."""
