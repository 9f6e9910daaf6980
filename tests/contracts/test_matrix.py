"""Every pair of languages works from recognition to the translated voice."""

from __future__ import annotations

from functools import cache

import pytest

from dragoman.audio.chunking import concatenate
from dragoman.ports import Sound
from dragoman.protocol import LanguagePair, VoiceInfo
from dragoman.wiring import Wiring
from tests.words import likeness

pytestmark = pytest.mark.models

UNDERSTOOD = {"natural": 0.8, "basic": 0.5}
"""The share of letters that recognition of a voice of this quality must get right; an unrelated
text shares about 0.3."""
PIVOT, SAID = "en", "My brother works in a big hospital and he is very happy there."


@cache
def wiring() -> Wiring:
    return Wiring()


def said_in(language: str) -> str:
    return SAID if language == PIVOT else wiring().translator.translate(SAID, PIVOT, language)


def understood(language: str) -> float:
    return UNDERSTOOD[wiring().synthesizer.voice(language).quality]


def spoken(text: str, language: str) -> Sound:
    speech = concatenate(list(wiring().synthesizer.speak(text, language)))
    return wiring().codec.decode(wiring().codec.encode(speech, "audio/wav"))


@pytest.mark.parametrize(
    "pair", Wiring().capabilities.pairs(), ids=lambda pair: f"{pair.source} to {pair.target}"
)
def test_speech_is_translated_between_all_pairs(pair: LanguagePair) -> None:
    text = said_in(pair.source)
    recognition = wiring().speech.recognise(
        spoken(text, pair.source), (pair.source, pair.target), unexpected_language=pair.target
    )
    assert recognition.language == pair.source
    assert likeness(text, recognition.text) > understood(pair.source)
    translation = wiring().translator.translate(recognition.text, pair.source, pair.target)
    assert likeness(said_in(pair.target), translation) > understood(pair.source) - 0.1
    back = wiring().speech.recognise(spoken(translation, pair.target), (pair.target,))
    assert likeness(translation, back.text) > understood(pair.target)


@pytest.mark.parametrize("voice", Wiring().capabilities.all_voices(), ids=lambda voice: voice.voice)
def test_every_offered_voice_makes_sound(voice: VoiceInfo) -> None:
    assert wiring().synthesizer.voice(voice.language, voice.voice) == voice
    speech = list(wiring().synthesizer.speak("1 2 3", voice.language, voice.voice))
    assert concatenate(speech).duration_s > 0.5
