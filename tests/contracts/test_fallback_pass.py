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


def test_reversed_speech_needs_fallback_passes(speech: PackSpeechToText) -> None:
    """Every second recording is tried. Which ones do depends on the processor's kernels; most do on each."""
    forwards = backwards = 0
    for path in sorted(SPEECH.glob("*.ogg"))[::2]:
        sound = PyAVCodec(60).decode(path.read_bytes())
        reversed_sound = Sound(np.ascontiguousarray(sound.samples[::-1]), sound.sample_rate_hz)
        language = (path.stem.split("-")[1],)
        forwards += bool(speech.recognise(sound, language).fallback_passes)
        backwards += bool(speech.recognise(reversed_sound, language).fallback_passes)
    assert forwards <= 2
    assert backwards >= 3
