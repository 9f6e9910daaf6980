"""Recordings of unusual kinds, with the real recogniser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from dragoman.audio.codec import PyAVCodec
from dragoman.models.store import PackStore
from dragoman.ports import SpeechToText
from dragoman.settings import Settings
from dragoman.stt.pack_speech_to_text import PackSpeechToText
from dragoman.stt.silero import speech_s
from tests.audio_files import float_wav, noise, pcm_wav
from tests.words import words

pytestmark = pytest.mark.models

SPEECH = Path(__file__).parents[1] / "speech"
CASES = SPEECH / "cases"
SENTENCE = "many people don't think about them as dinosaurs because they have feathers and can fly"
CABBAGE = (
    "the cabbage juice changes color depending on how acidic or basic alkaline the chemical is"
)
CODEC = PyAVCodec(60.0, speech_s=speech_s)
SPOKEN = CODEC.decode((SPEECH / "fleurs-en-004.ogg").read_bytes()).samples


@pytest.fixture(scope="module")
def speech() -> SpeechToText:
    return PackSpeechToText(PackStore(Settings().models_dir), threads=2)


def _words(text: str) -> list[str]:
    return re.sub(r"[^a-z' ]", " ", text.lower()).split()


def _share_heard(heard: str, said: str) -> float:
    """The share of words that must be recognised."""
    there = _words(heard)
    return sum(word in there for word in _words(said)) / len(_words(said))


def _hears(speech: SpeechToText, file: bytes) -> str:
    return speech.recognise(CODEC.decode(file), ("en",)).text


def _pcm(samples: NDArray[Any], channels: int = 1) -> bytes:
    return pcm_wav(np.round(np.clip(samples, -1, 1) * 32_767).astype(np.int16), channels)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("g05-joined-rate-notag.mp3", f"{SENTENCE} {CABBAGE}"),
        ("g12-truncated-faststart.mp4", SENTENCE.removesuffix(" and can fly")),
        ("g17-antiphase.flac", SENTENCE),
        ("g18-first-track-silent.mp4", SENTENCE),
        ("f25-whatsapp.opus", SENTENCE),
    ],
)
def test_speech_in_unusual_recordings_is_recognised(
    speech: SpeechToText, name: str, said: str
) -> None:
    assert _share_heard(_hears(speech, (CASES / name).read_bytes()), said) > 0.85


def test_only_the_recording_that_was_cut_off_is_incomplete() -> None:
    incomplete = [path.name for path in CASES.iterdir() if path.suffix != ".md"
                  and CODEC.decode(path.read_bytes()).incomplete]  # fmt: skip
    assert incomplete == ["g12-truncated-faststart.mp4"]


def test_clips_of_a_word_or_two_are_recognised(speech: SpeechToText) -> None:
    """Four of five: which word is misheard depends on the processor's kernels."""
    said = {
        "s29-espera.wav": ("pt", "Espera."),
        "s30-thankyou.wav": ("en", "Thank you."),
        "s31-excuse.wav": ("en", "Excuse me."),
        "s37-licenca.wav": ("pt", "Com licença."),
        "s45-sorry.wav": ("en", "I'm sorry."),
    }
    heard = [
        words(speech.recognise(CODEC.decode((CASES / name).read_bytes()), (language,)).text)
        for name, (language, _) in said.items()
    ]
    right = [words(text) == found for (_, text), found in zip(said.values(), heard, strict=True)]
    assert sum(right) >= 4, heard


def _with(bad: float) -> NDArray[np.float32]:
    samples = SPOKEN.copy()
    samples[20_000] = bad
    return samples


PEAK = float(np.abs(SPOKEN).max())
FILES = {
    "a sample is no number": float_wav(_with(np.nan)),
    "a sample is infinite": float_wav(_with(np.inf)),
    "a sample is enormous": float_wav(_with(1e30)),
    "floats on the scale of integers": float_wav(SPOKEN / PEAK * 32_768),
    "a peak of -62 dBFS": _pcm(SPOKEN / PEAK * 10 ** (-62 / 20)),
    "an offset": _pcm(SPOKEN + 0.3),
    "noise on the left": _pcm(
        np.stack([noise(len(SPOKEN) / 16_000)[: len(SPOKEN)], SPOKEN], axis=1), 2
    ),
}


@pytest.mark.parametrize("file", FILES.values(), ids=FILES)
def test_speech_is_recognised_in_every_sample_format(speech: SpeechToText, file: bytes) -> None:
    assert _share_heard(_hears(speech, file), SENTENCE) > 0.85


T = np.arange(16_000 * 4) / 16_000
HUM = np.sin(2 * np.pi * 50 * T) + 0.3 * np.sin(2 * np.pi * 150 * T)
WHITE = 3 * noise(4.0)


@pytest.mark.parametrize("level_db", [0, -30, -60, -75])
@pytest.mark.parametrize(
    "sound", [np.zeros(64_000), WHITE, HUM, HUM + WHITE], ids=["silence", "hiss", "hum", "both"]
)
def test_recordings_without_speech_give_no_text(
    speech: SpeechToText, sound: NDArray[Any], level_db: float
) -> None:
    assert _hears(speech, _pcm(sound / 2 * 10 ** (level_db / 20))) == ""
