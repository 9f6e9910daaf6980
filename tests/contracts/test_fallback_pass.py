"""Unreliable results are decoded again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dragoman.audio.codec import PyAVCodec
from dragoman.models.store import PackStore
from dragoman.ports import Sound
from dragoman.settings import Settings
from dragoman.stt.pack_speech_to_text import PackSpeechToText

pytestmark = pytest.mark.models

SPEECH = Path(__file__).parents[1] / "speech"


@pytest.fixture(scope="module")
def speech() -> PackSpeechToText:
    return PackSpeechToText(PackStore(Settings().models_dir), threads=2)


@pytest.mark.parametrize("name", ["fleurs-en-002", "fleurs-pt-002"])
def test_reversed_speech_needs_a_fallback_pass(speech: PackSpeechToText, name: str) -> None:
    sound = PyAVCodec(60).decode((SPEECH / f"{name}.ogg").read_bytes())
    backwards = Sound(np.ascontiguousarray(sound.samples[::-1]), sound.sample_rate_hz)
    language = (name.split("-")[1],)
    assert speech.recognise(sound, language).fallback_passes == 0
    assert speech.recognise(backwards, language).fallback_passes >= 1
