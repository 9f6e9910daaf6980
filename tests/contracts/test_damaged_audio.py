"""Recordings that are damaged, cut off, joined of others, or written in an unusual way: they are decoded
as far as they go."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from dragoman.audio.codec import PyAVCodec
from dragoman.errors import BadInput, NotAudio
from dragoman.ports import DecodedSound
from tests.audio_files import KINDS, Kind, float_wav, noise, pcm_wav, tone, with_id3_covers, write

LOW, HIGH = 440, 660
kinds = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
NEED_THEIR_END = {"MP4/AAC", "M4A/ALAC", "3GP/AMR", "CAF/ALAC"}
"""Their index is written last."""


def _decode(file: bytes) -> DecodedSound:
    return PyAVCodec(60.0).decode(file)


def _pitch_hz(samples: NDArray[np.float32]) -> float:
    spectrum = np.abs(np.fft.rfft(samples))
    return float(np.fft.rfftfreq(len(samples), 1 / 16_000)[spectrum.argmax()])


def _written(kind: Kind, frequency: float = LOW, channels: int = 1) -> bytes:
    sound = tone(1.0, frequency=frequency)
    return kind.write(sound if channels == 1 else np.stack([sound] * channels))


def _says_both(decoded: DecodedSound) -> None:
    assert decoded.duration_s == pytest.approx(2.0, abs=0.15)
    assert _pitch_hz(decoded.samples[:12_000]) == pytest.approx(LOW, abs=3)
    assert _pitch_hz(decoded.samples[-12_000:]) == pytest.approx(HIGH, abs=3)


# --- Joined --------------------------------------------------------------------------------------


@kinds
def test_two_files_joined_are_decoded_one_after_the_other(kind: Kind) -> None:
    decoded = _decode(_written(kind) + _written(kind, HIGH))
    _says_both(decoded)
    assert not decoded.incomplete


@pytest.mark.parametrize("name", ["MP3", "ADTS", "WAV", "FLAC", "MP4/AAC", "WMA", "AIFF"])
def test_the_rate_and_the_channels_may_change_in_the_middle(name: str) -> None:
    kind = KINDS[name]
    other = Kind(kind.container, kind.codec, 32_000, kind.options)
    _says_both(_decode(_written(kind) + _written(other, HIGH, channels=2)))


@pytest.mark.parametrize(("first", "second"), [("WAV", "Ogg/Opus"), ("WebM/Opus", "WAV")])
def test_the_codec_may_change_in_the_middle(first: str, second: str) -> None:
    _says_both(_decode(_written(KINDS[first]) + _written(KINDS[second], HIGH)))


def test_tags_between_joined_files_are_passed_over() -> None:
    file = _written(KINDS["MP3"])
    _says_both(_decode(file + with_id3_covers(_written(KINDS["MP3"], HIGH), b"\xff\xfb" * 20_000)))


# --- Cut off, damaged ----------------------------------------------------------------------------


@kinds
def test_a_whole_file_is_complete(kind: Kind) -> None:
    decoded = _decode(_written(kind))
    assert decoded.duration_s == pytest.approx(1.0, abs=0.06)
    assert not decoded.incomplete


@pytest.mark.parametrize(
    "name", [name for name in KINDS if name not in NEED_THEIR_END and name != "AMR"]
)
def test_a_truncated_file_is_decoded_and_marked_incomplete(name: str) -> None:
    whole = KINDS[name].write(tone(2.0))
    decoded = _decode(whole[: round(0.6 * len(whole))])
    assert 0.8 < decoded.duration_s < 1.6
    assert decoded.incomplete


@pytest.mark.parametrize("name", sorted(NEED_THEIR_END))
def test_a_file_without_its_index_is_refused(name: str) -> None:
    whole = _written(KINDS[name])
    with pytest.raises(NotAudio):
        _decode(whole[: round(0.6 * len(whole))])


@pytest.mark.parametrize("name", ["ADTS", "MP4/AAC, fragmented", "MP3", "FLAC"])
def test_damaged_packets_are_passed_over(name: str) -> None:
    damaged, dice = bytearray(_written(KINDS[name])), random.Random(1)  # noqa: S311
    for _ in range(12):
        damaged[dice.randrange(2_000, len(damaged) - 500)] ^= 1 << dice.randrange(8)
    assert _decode(bytes(damaged)).duration_s > 0.6


@kinds
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_damaged_file_is_decoded_or_refused(kind: Kind, data: st.DataObject) -> None:
    damaged = bytearray(kind.write(tone(0.1)))
    for at in data.draw(st.lists(st.integers(0, len(damaged) - 1), min_size=1, max_size=8)):
        damaged[at] = data.draw(st.integers(0, 255))
    try:
        samples = _decode(bytes(damaged)).samples
    except BadInput:
        return
    assert np.isfinite(samples).all()


# --- Samples -------------------------------------------------------------------------------------


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e30], ids=str)
def test_a_nan_sample_does_not_affect_others(bad: float) -> None:
    samples = tone(2.0).astype(np.float64)
    samples[16_000] = bad
    decoded = _decode(float_wav(samples)).samples
    assert np.isfinite(decoded).all()
    assert decoded == pytest.approx(tone(2.0), abs=0.31)
    assert decoded[:15_000] == pytest.approx(tone(2.0)[:15_000], abs=0.01)


def test_floats_on_the_scale_of_integers_are_brought_to_one() -> None:
    decoded = _decode(float_wav(32_768 * tone(1.0))).samples
    assert 0.1 < np.abs(decoded).max() <= 1
    assert _pitch_hz(decoded) == pytest.approx(LOW, abs=3)


@pytest.mark.parametrize("peak_db", [-40, -50, -62])
def test_a_quiet_recording_is_made_louder(peak_db: float) -> None:
    quiet = tone(1.0) / 0.3 * 10 ** (peak_db / 20)
    decoded = _decode(pcm_wav(np.round(quiet * 32_768).astype(np.int16))).samples
    assert 0.1 < np.abs(decoded).max() <= 1


def test_an_offset_is_removed() -> None:
    decoded = _decode(float_wav(tone(2.0) + 0.4)).samples
    assert abs(decoded.mean()) < 0.01


# --- Channels and tracks -------------------------------------------------------------------------


def _words(duration_s: float = 2.0) -> NDArray[np.float32]:
    """A tone that comes and goes, as speech does."""
    t = np.arange(round(16_000 * duration_s)) / 16_000
    return tone(duration_s) * (np.sin(2 * np.pi * 2 * t) > 0)


def _likeness(samples: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    return abs(float(np.corrcoef(samples[: len(other)], other[: len(samples)])[0, 1]))


CHANNELS = {
    "one is silent": [np.zeros(32_000), _words()],
    "antiphase": [_words(), -_words()],
    "antiphase, one quieter": [_words(), -0.5 * _words()],
    "noise on the left": [noise(2.0), _words()],
    "loud noise on the left, quiet speech on the right": [3 * noise(2.0), 0.05 * _words()],
    "noise on five of six": [noise(2.0) * n for n in (1, 2, 3, 2, 1)] + [_words()],
}


@pytest.mark.parametrize("channels", CHANNELS.values(), ids=CHANNELS)
def test_the_channel_with_the_speech_is_chosen(channels: list[NDArray[np.float32]]) -> None:
    file = pcm_wav((np.stack(channels, axis=1) * 32_767).astype(np.int16), len(channels))
    assert _likeness(_decode(file).samples, _words()) > 0.95


def test_speech_on_both_channels_is_kept() -> None:
    quiet = np.zeros(32_000)
    left, right = np.concatenate([_words(), quiet]), np.concatenate([quiet, _words()])
    file = pcm_wav((np.stack([left, right], axis=1) * 32_767).astype(np.int16), 2)
    assert _likeness(_decode(file).samples, left + right) > 0.95


@pytest.mark.parametrize(
    "first", [np.zeros(32_000, np.float32), noise(2.0)], ids=["silence", "noise"]
)
def test_the_track_with_the_speech_is_chosen(first: NDArray[np.float32]) -> None:
    decoded = _decode(write([first, _words()], KINDS["MP4/AAC"])).samples
    assert _pitch_hz(decoded) == pytest.approx(LOW, abs=3)


def test_the_first_of_two_tracks_with_speech_is_decoded() -> None:
    second = _words() * tone(2.0, frequency=1_000)
    decoded = _decode(write([_words(), second], KINDS["MP4/AAC"])).samples
    assert _pitch_hz(decoded) == pytest.approx(LOW, abs=3)
