"""The contract of every codec, and recordings of browsers and phones."""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.audio.codec import PyAVCodec
from dragoman.errors import AudioTooLong, BadInput, EmptyAudio
from dragoman.ports import RECOGNITION_RATE_HZ, AudioCodec, Sound
from tests.fakes import FakeAudioCodec

FORMATS = ("audio/ogg", "audio/wav", "audio/mpeg")
RECORDINGS = sorted((Path(__file__).parents[1] / "speech").glob("*.ogg"))


@pytest.fixture(params=[FakeAudioCodec, PyAVCodec])
def codec(request: pytest.FixtureRequest) -> AudioCodec:
    built: AudioCodec = request.param(max_audio_s=3.0)
    return built


def _tone(duration_s: float, rate_hz: int = RECOGNITION_RATE_HZ) -> Sound:
    t = np.arange(round(duration_s * rate_hz)) / rate_hz
    return Sound((0.3 * np.sin(2 * np.pi * 440 * t)).astype(np.float32), rate_hz)


def _pitch_hz(sound: Sound) -> float:
    spectrum = np.abs(np.fft.rfft(sound.samples))
    return float(np.fft.rfftfreq(len(sound.samples), 1 / sound.sample_rate_hz)[spectrum.argmax()])


def test_every_format_a_client_may_ask_for_is_there_the_default_first(codec: AudioCodec) -> None:
    assert tuple(codec.formats) == FORMATS


@pytest.mark.parametrize("content_type", FORMATS)
def test_encoding_is_deterministic(codec: AudioCodec, content_type: str) -> None:
    assert codec.encode(_tone(0.5), content_type) == codec.encode(_tone(0.5), content_type)


@pytest.mark.parametrize("content_type", FORMATS)
@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000])
def test_decoding_restores_length_and_pitch(
    codec: AudioCodec, content_type: str, rate_hz: int
) -> None:
    sound = _tone(1.5, rate_hz)
    decoded = codec.decode(codec.encode(sound, content_type))
    assert decoded.sample_rate_hz == RECOGNITION_RATE_HZ
    assert decoded.samples.dtype == np.float32
    assert decoded.samples.ndim == 1
    assert decoded.duration_s == pytest.approx(1.5, abs=0.08)
    assert _pitch_hz(decoded) == pytest.approx(440, abs=3)


@pytest.mark.parametrize("content_type", FORMATS)
def test_sound_louder_than_full_scale_does_not_wrap_around(
    codec: AudioCodec, content_type: str
) -> None:
    loud = Sound(np.full(16_000, 1.5, np.float32), 16_000)
    decoded = codec.decode(codec.encode(loud, content_type))
    assert decoded.samples[4_000:12_000].min() > -0.2


def test_empty_data_is_refused(codec: AudioCodec) -> None:
    with pytest.raises(EmptyAudio):
        codec.decode(b"")


@pytest.mark.parametrize("duration_s", [3.2, 30])
def test_a_recording_above_the_limit_is_too_long(codec: AudioCodec, duration_s: float) -> None:
    encoded = codec.encode(_tone(duration_s), "audio/wav")
    with pytest.raises(AudioTooLong, match="3 s"):
        codec.decode(encoded)


def test_a_truncated_recording_is_decoded_and_marked_incomplete(
    codec: AudioCodec,
) -> None:
    whole = codec.encode(_tone(2.0), "audio/wav")
    decoded = codec.decode(whole[: len(whole) // 2 + 1])
    assert decoded.duration_s == pytest.approx(1.0, abs=0.01)
    assert decoded.incomplete
    assert not codec.decode(whole).incomplete


@pytest.mark.parametrize(
    "data",
    [b"\0", b"<!doctype html><html></html>", b"hello " * 1_000, bytes(5_000), b"\xff" * 3_000],
    ids=["a byte", "a page", "text", "zeros", "ones"],
)
def test_data_without_audio_is_refused(codec: AudioCodec, data: bytes) -> None:
    with pytest.raises(BadInput):
        codec.decode(data)


@settings(max_examples=60, deadline=None)
@given(data=st.binary(min_size=1, max_size=2_000))
def test_arbitrary_bytes_raise_only_input_errors(data: bytes) -> None:
    for codec in (FakeAudioCodec(), PyAVCodec(3.0)):
        try:
            codec.decode(data)
        except BadInput:
            continue


# --- PyAV: what browsers and phones record -------------------------------------------------------


def _record(
    container: str,
    codec: str,
    rate_hz: int = 48_000,
    layout: str = "mono",
    duration_s: float = 1.5,
    frequency: int = 440,
) -> bytes:
    """A tone, as a recorder of that kind writes it."""
    out = io.BytesIO()
    with av.open(out, "w", format=container) as file:
        stream: Any = file.add_stream(codec, rate=rate_hz, layout=layout)
        samples = _tone(duration_s, rate_hz).samples
        if layout != "mono":
            samples = np.repeat(samples, 2)
        pcm = (samples * 32_767).astype(np.int16)[np.newaxis, :]
        frame = av.AudioFrame.from_ndarray(pcm, format="s16", layout=layout)
        frame.sample_rate = rate_hz
        frame.time_base = Fraction(1, rate_hz)
        for packet in (*stream.encode(frame), *stream.encode(None)):
            file.mux(packet)
    return out.getvalue()


RECORDERS = {
    "WebM/Opus of Chrome": ("webm", "libopus"),
    "Ogg/Opus of Firefox": ("ogg", "libopus"),
    "MP4/AAC of Safari": ("mp4", "aac"),
    "WAV": ("wav", "pcm_s16le"),
    "FLAC": ("flac", "flac"),
    "MP3": ("mp3", "libmp3lame"),
}
recorders = pytest.mark.parametrize("recorder", RECORDERS.values(), ids=RECORDERS)


@recorders
@pytest.mark.parametrize("layout", ["mono", "stereo"])
def test_every_recorder_is_understood(recorder: tuple[str, str], layout: str) -> None:
    decoded = PyAVCodec(3.0).decode(_record(*recorder, layout=layout))
    assert decoded.sample_rate_hz == RECOGNITION_RATE_HZ
    assert decoded.duration_s == pytest.approx(1.5, abs=0.1)
    assert _pitch_hz(decoded) == pytest.approx(440, abs=3)


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 44_100, 96_000])
def test_any_usual_rate_is_understood(rate_hz: int) -> None:
    decoded = PyAVCodec(3.0).decode(_record("wav", "pcm_s16le", rate_hz))
    assert decoded.duration_s == pytest.approx(1.5, abs=0.01)


@recorders
def test_the_duration_limit_holds_in_every_format(recorder: tuple[str, str]) -> None:
    with pytest.raises(AudioTooLong):
        PyAVCodec(1.0).decode(_record(*recorder))


@recorders
def test_a_file_truncated_anywhere_is_partly_decoded_or_refused(
    recorder: tuple[str, str],
) -> None:
    whole = _record(*recorder, duration_s=0.2)
    codec = PyAVCodec(3.0)
    for end in {*range(1, min(len(whole), 300)), *range(300, len(whole), 97)}:
        try:
            assert codec.decode(whole[:end]).duration_s < 0.4
        except BadInput:
            continue


@recorders
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_damaged_file_is_decoded_or_refused(recorder: tuple[str, str], data: Any) -> None:
    damaged = bytearray(_record(*recorder, duration_s=0.1))
    for at in data.draw(st.lists(st.integers(0, len(damaged) - 1), min_size=1, max_size=8)):
        damaged[at] = data.draw(st.integers(0, 255))
    try:
        PyAVCodec(3.0).decode(bytes(damaged))
    except BadInput:
        return


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
def test_real_recordings_are_understood(path: Path) -> None:
    decoded = PyAVCodec(60.0).decode(path.read_bytes())
    assert 2 < decoded.duration_s < 30
    assert np.abs(decoded.samples).max() > 0.001
