"""Malicious files cannot harm the decoder."""

from __future__ import annotations

import io
import resource
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from dragoman.audio.codec import PyAVCodec
from dragoman.audio.containers import parts, sound_only
from dragoman.audio.decoding import DECODERS
from dragoman.errors import AudioTooLong, BadInput, NotAudio
from tests import audio_files
from tests.audio_files import KINDS, pcm_wav, tone

RECORDING = Path(__file__).parents[1] / "speech" / "fleurs-en-004.ogg"
ONE_SECOND = tone(1.0)


def _mp4() -> bytes:
    return KINDS["MP4/AAC"].write(ONE_SECOND)


# --- Nothing but sound is decoded ----------------------------------------------------------------


def test_only_audio_decoders_are_allowed() -> None:
    assert {av.Codec(name, "r").type for name in DECODERS} == {"audio"}


WITH_COVERS: dict[str, Callable[[bytes], bytes]] = {
    "MP3": lambda cover: audio_files.with_id3_covers(KINDS["MP3"].write(ONE_SECOND), cover),
    "MP3 with thirty": lambda cover: audio_files.with_id3_covers(
        KINDS["MP3"].write(ONE_SECOND), cover, 30
    ),
    "MP4": lambda cover: audio_files.with_mp4_cover(_mp4(), cover),
    "FLAC": lambda cover: audio_files.with_flac_cover(KINDS["FLAC"].write(ONE_SECOND), cover),
    "Matroska": lambda cover: audio_files.with_attachment(ONE_SECOND, cover, "image/png"),
}
CLAIMS: dict[str, Callable[[], bytes]] = {
    "an index of 80 million samples": lambda: audio_files.with_claimed_samples(_mp4(), 80_000_000),
    "a thousand chunks of 80 million samples": lambda: audio_files.with_claimed_chunks(
        1_000, 80_000_000
    ),
    "400 tracks": lambda: audio_files.with_tracks(_mp4(), 400),
}
PROBE = """
import sys
from pathlib import Path
from dragoman.audio.codec import PyAVCodec
from dragoman.errors import BadInput

def peak_mb():
    status = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in status if line.startswith("VmHWM:")).split()[1]) // 1024

codec, good, tried = PyAVCodec(60.0), *map(Path, sys.argv[1:])
codec.decode(good.read_bytes())
before_mb = peak_mb()
try:
    codec.decode(tried.read_bytes())
except BadInput:
    pass
print(peak_mb() - before_mb)
"""


def _megabytes(file: bytes, folder: Path) -> int:
    """Memory that decoding takes, beyond that of an ordinary recording."""
    tried = folder / "tried"
    tried.write_bytes(file)
    done = subprocess.run(
        [sys.executable, "-c", PROBE, RECORDING, tried], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


@pytest.mark.parametrize("with_cover", WITH_COVERS.values(), ids=WITH_COVERS)
def test_a_cover_is_not_unpacked(with_cover: Callable[[bytes], bytes], tmp_path: Path) -> None:
    """A file whose image would take 108 MB when decoded."""
    file = with_cover(audio_files.picture())
    assert PyAVCodec(60.0).decode(file).duration_s == pytest.approx(1.0, abs=0.1)
    assert _megabytes(file, tmp_path) < 40


@pytest.mark.parametrize("made", CLAIMS.values(), ids=CLAIMS)
def test_a_small_file_that_declares_large_tables_takes_little_memory(
    made: Callable[[], bytes], tmp_path: Path
) -> None:
    assert _megabytes(made(), tmp_path) < 40


MANY = 2_000
"""FFmpeg compares each tag with all before it: twenty times as many take 40 s."""
MANY_TAGS: dict[str, Any] = {f"key{number}": "v" for number in range(MANY)}
WITH_TAGS: dict[str, Callable[[], bytes]] = {
    "FLAC": lambda: audio_files.with_flac_tags(KINDS["FLAC"].write(ONE_SECOND), MANY),
    "WAV": lambda: audio_files.with_riff_tags(KINDS["WAV"].write(ONE_SECOND), MANY),
    "Matroska": lambda: KINDS["Matroska/MP3"].write(ONE_SECOND, **MANY_TAGS),
    "MP4": lambda: KINDS["MP4/AAC"].write(ONE_SECOND, title="t", artist="a"),
    "CAF": lambda: KINDS["CAF"].write(ONE_SECOND, title="t", artist="a"),
    "AIFF": lambda: KINDS["AIFF"].write(ONE_SECOND, title="t"),
    "WMA": lambda: KINDS["WMA"].write(ONE_SECOND, title="t", artist="a"),
    "MP3": lambda: KINDS["MP3"].write(ONE_SECOND, title="t", artist="a"),
}


@pytest.mark.parametrize("made", WITH_TAGS.values(), ids=WITH_TAGS)
def test_tags_are_not_read(made: Callable[[], bytes]) -> None:
    (part,) = parts(made())
    sound, _ = sound_only(part)
    with av.open(io.BytesIO(sound)) as container:
        assert set(container.metadata) <= STRUCTURAL
    assert PyAVCodec(60.0).decode(made()).duration_s == pytest.approx(1.0, abs=0.1)


STRUCTURAL = {"major_brand", "minor_version", "compatible_brands", "ENCODER", "encoder"}
"""References to other files in the metadata of a file."""


def test_an_ogg_file_of_more_comments_than_anyone_writes_is_refused() -> None:
    comments: dict[str, Any] = {f"key{number}": "v" for number in range(2_000)}
    with pytest.raises(NotAudio):
        PyAVCodec(60.0).decode(KINDS["Ogg/Opus"].write(ONE_SECOND, **comments))


FILMS = [
    ("MP4/AAC", "libx264"),
    ("MP4/AAC", "mpeg4"),
    ("WebM/Opus", "libvpx"),
    ("WebM/Opus", "libvpx-vp9"),
    ("Matroska/MP3", "libx264"),
]


@pytest.mark.parametrize(("kind", "video"), FILMS)
def test_the_sound_of_a_film_is_decoded(kind: str, video: str) -> None:
    decoded = PyAVCodec(60.0).decode(audio_files.film(KINDS[kind], ONE_SECOND, video))
    assert decoded.duration_s == pytest.approx(1.0, abs=0.1)
    assert not decoded.incomplete


@pytest.mark.parametrize(("kind", "video"), FILMS)
def test_only_the_audio_of_a_video_reaches_the_decoder(kind: str, video: str) -> None:
    sound, _ = sound_only(audio_files.film(KINDS[kind], ONE_SECOND, video))
    with av.open(io.BytesIO(sound)) as container:
        assert [stream.type for stream in container.streams] == ["audio"]


def test_a_picture_is_refused() -> None:
    with pytest.raises(NotAudio):
        PyAVCodec(60.0).decode(audio_files.picture(32))


# --- Limits --------------------------------------------------------------------------------------


def test_a_bomb_is_given_up_at_the_limit_and_not_unpacked() -> None:
    """An hour of silence in FLAC is small; unpacked it would be 230 MB."""
    bomb = _silence_in_flac(3_600)
    assert len(bomb) < 1_500_000
    tracemalloc.start()
    with pytest.raises(AudioTooLong):
        PyAVCodec(60.0).decode(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 30_000_000


def test_a_few_samples_that_would_last_for_an_hour_are_not_unpacked() -> None:
    """Three thousand samples at one a second, in one frame: resampled they would be 190 MB."""
    file = _pcm_in_matroska(np.zeros(3_000, np.int16), rate_hz=1)
    assert len(file) < 10_000
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(NotAudio):
        PyAVCodec(60.0).decode(file)
    after_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert after_kb - before_kb < 50_000


def test_a_long_frame_is_given_up_before_it_is_resampled() -> None:
    with pytest.raises(AudioTooLong):
        PyAVCodec(60.0).decode(_pcm_in_matroska(np.zeros(250_000, np.int16), rate_hz=4_000))


def _pcm_in_matroska(samples: NDArray[np.int16], rate_hz: int) -> bytes:
    """All of it in one packet."""
    out = io.BytesIO()
    with av.open(out, "w", format="matroska") as file:
        stream: Any = file.add_stream("pcm_s16le", rate=rate_hz, layout="mono")
        frame = av.AudioFrame.from_ndarray(samples[np.newaxis, :], format="s16", layout="mono")
        frame.sample_rate = rate_hz
        for packet in (*stream.encode(frame), *stream.encode(None)):
            file.mux(packet)
    return out.getvalue()


def _silence_in_flac(duration_s: int) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format="flac") as file:
        stream: Any = file.add_stream("flac", rate=16_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(
            np.zeros((1, 16_000 * duration_s), np.int16), format="s16", layout="mono"
        )
        frame.sample_rate = 16_000
        for packet in (*stream.encode(frame), *stream.encode(None)):
            file.mux(packet)
    return out.getvalue()


@pytest.mark.parametrize(
    "file",
    [
        pcm_wav(np.zeros(6_400, np.int16), channels=64),
        pcm_wav(np.zeros(100, np.int16), rate_hz=700_000),
        pcm_wav(np.zeros(100, np.int16), rate_hz=3_999),
    ],
    ids=["64 channels", "700 kHz", "4 kHz"],
)
def test_recordings_no_microphone_makes_are_refused(file: bytes) -> None:
    with pytest.raises(NotAudio):
        PyAVCodec(60.0).decode(file)


def test_a_header_without_sound_is_empty() -> None:
    with pytest.raises(BadInput):
        PyAVCodec(60.0).decode(pcm_wav(np.zeros(0, np.int16)))


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A valid recording on the server that belongs to no client."""
    path = tmp_path / "secret.wav"
    path.write_bytes(KINDS["WAV"].write(ONE_SECOND))
    return path


@pytest.mark.parametrize(
    "trick",
    audio_files.POINTING_ELSEWHERE,
    ids=["concat", "playlist", "playlist of concat", "SDP", "DASH"],
)
def test_a_file_that_points_at_others_is_refused(secret: Path, trick: str) -> None:
    with pytest.raises(NotAudio):
        PyAVCodec(60.0).decode(trick.format(path=secret).encode())


def test_only_the_first_of_many_tracks_are_decoded() -> None:
    file = audio_files.write([ONE_SECOND] * 9, KINDS["MP4/AAC"])
    assert PyAVCodec(60.0).decode(file).duration_s == pytest.approx(1.0, abs=0.1)


def test_decoding_stops_at_the_time_limit() -> None:
    codec = PyAVCodec(60.0, decode_limit_s=0.0)
    with pytest.raises(NotAudio, match="too long to read"):
        codec.decode(RECORDING.read_bytes())
