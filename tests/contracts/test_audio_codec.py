"""What every codec does, and what strangers' files do to ours."""

from __future__ import annotations

import io
import resource
import tracemalloc
import wave
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from dragoman.audio.codec import PyAVCodec
from dragoman.errors import AudioTooLong, BadInput, EmptyAudio, NotAudio
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
def test_what_is_encoded_twice_is_the_same_file(codec: AudioCodec, content_type: str) -> None:
    assert codec.encode(_tone(0.5), content_type) == codec.encode(_tone(0.5), content_type)


@pytest.mark.parametrize("content_type", FORMATS)
@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000])
def test_what_was_encoded_is_decoded_at_its_length_and_pitch(
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


def test_nothing_is_empty(codec: AudioCodec) -> None:
    with pytest.raises(EmptyAudio):
        codec.decode(b"")


@pytest.mark.parametrize("duration_s", [3.2, 30])
def test_more_than_may_be_said_is_too_long(codec: AudioCodec, duration_s: float) -> None:
    encoded = codec.encode(_tone(duration_s), "audio/wav")
    with pytest.raises(AudioTooLong, match="3 s"):
        codec.decode(encoded)


@pytest.mark.parametrize(
    "data",
    [b"\0", b"<!doctype html><html></html>", b"hello " * 1_000, bytes(5_000), b"\xff" * 3_000],
    ids=["a byte", "a page", "text", "zeros", "ones"],
)
def test_what_is_no_audio_is_told(codec: AudioCodec, data: bytes) -> None:
    with pytest.raises(BadInput):
        codec.decode(data)


@settings(max_examples=60, deadline=None)
@given(data=st.binary(min_size=1, max_size=2_000))
def test_whatever_bytes_are_bad_input_at_worst(data: bytes) -> None:
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
def test_too_long_is_told_in_every_format(recorder: tuple[str, str]) -> None:
    with pytest.raises(AudioTooLong):
        PyAVCodec(1.0).decode(_record(*recorder))


@recorders
def test_a_file_cut_anywhere_is_decoded_as_far_as_it_goes_or_refused(
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


# --- PyAV: what strangers try --------------------------------------------------------------------


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


def _wav_header(channels: int = 1, rate_hz: int = 16_000) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(bytes(2 * channels * 100))
    return out.getvalue()


@pytest.mark.parametrize(
    "file",
    [_wav_header(channels=64), _wav_header(rate_hz=700_000), _wav_header(rate_hz=3_999)],
    ids=["64 channels", "700 kHz", "4 kHz"],
)
def test_recordings_no_microphone_makes_are_refused(file: bytes) -> None:
    with pytest.raises(NotAudio):
        PyAVCodec(60.0).decode(file)


def test_a_header_without_sound_is_empty() -> None:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
    with pytest.raises(BadInput):
        PyAVCodec(60.0).decode(out.getvalue())


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A good recording on the server, which is nobody's."""
    path = tmp_path / "secret.wav"
    path.write_bytes(_record("wav", "pcm_s16le"))
    return path


@pytest.mark.parametrize(
    "trick",
    [
        "ffconcat version 1.0\nfile {path}\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile://{path}\n#EXT-X-ENDLIST\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nconcat:{path}|{path}\n#EXT-X-ENDLIST\n",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\nm=audio 9 RTP/AVP 0\n",
        '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>file://{path}</BaseURL></MPD>',
    ],
    ids=["concat", "playlist", "playlist of concat", "SDP", "DASH"],
)
def test_a_file_that_points_at_others_is_refused(secret: Path, trick: str) -> None:
    with pytest.raises(NotAudio):
        PyAVCodec(60.0).decode(trick.format(path=secret).encode())


def test_a_file_of_more_streams_than_any_recorder_makes_is_refused() -> None:
    out = io.BytesIO()
    with av.open(out, "w", format="matroska") as file:
        streams: list[Any] = [
            file.add_stream("pcm_s16le", rate=16_000, layout="mono") for _ in range(9)
        ]
        for stream in streams:
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 160), np.int16), "s16", "mono")
            frame.sample_rate = 16_000
            for packet in (*stream.encode(frame), *stream.encode(None)):
                file.mux(packet)
    with pytest.raises(NotAudio):
        PyAVCodec(60.0).decode(out.getvalue())


def test_decoding_that_takes_too_long_is_given_up() -> None:
    codec = PyAVCodec(60.0, decode_limit_s=0.0)
    with pytest.raises(NotAudio, match="too long to read"):
        codec.decode(RECORDINGS[0].read_bytes())


def test_a_picture_is_no_recording() -> None:
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as file:
        stream: Any = file.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
        frame = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
        for packet in (*stream.encode(frame), *stream.encode(None)):
            file.mux(packet)
    with pytest.raises(NotAudio):
        PyAVCodec(60.0).decode(out.getvalue())
