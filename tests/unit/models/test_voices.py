"""The voices of installed packs."""

from dataclasses import replace

import pytest
from pydantic import TypeAdapter

from dragoman.errors import UnsupportedLanguage, UnsupportedVoice
from dragoman.models.catalogue import BUILT_IN, ESPEAK_LANGUAGES
from dragoman.models.voices import chosen_voice, fallback_voice, voices
from dragoman.protocol import VoiceName

JOE = BUILT_IN["piper-en_US-joe-medium"]
AMY = replace(JOE, name="piper-en_US-amy-medium")
ESPEAK = BUILT_IN["espeak-ng"]


def test_a_natural_voice_comes_before_a_basic_one() -> None:
    own, *others = voices("en")
    assert (own.name, own.quality, own.pack) == ("en_US-joe-medium", "natural", JOE.name)
    grades = [voice.quality for voice in others]
    assert set(grades) == {"natural", "basic"}
    assert grades == sorted(grades, reverse=True)


def test_several_trained_voices_can_be_chosen_among() -> None:
    names = [voice.name for voice in voices("en", [ESPEAK, JOE, AMY])]
    assert set(names[:2]) == {"en_US-joe-medium", "en_US-amy-medium"}
    assert chosen_voice("en", "en_US-amy-medium", [ESPEAK, JOE, AMY]).pack == AMY.name


@pytest.mark.parametrize("language", ESPEAK_LANGUAGES)
def test_every_language_has_voices_to_choose_among(language: str) -> None:
    names = [voice.name for voice in voices(language)]
    assert len(names) == len(set(names)) >= 2
    for name in names:
        assert TypeAdapter(VoiceName).validate_python(name) == name


def test_the_default_portuguese_accent_is_brazilian() -> None:
    assert voices("pt")[0].name == "pf_dora"
    assert voices("pt", [ESPEAK])[0].name == "espeak-pt-br"
    assert "espeak-pt" in [voice.name for voice in voices("pt")]


@pytest.mark.parametrize(
    ("name", "other"), [("pf_dora", "espeak-pt-br-female"), ("pm_alex", "espeak-pt-br")]
)
def test_the_fallback_is_a_basic_voice_of_the_same_sex(name: str, other: str) -> None:
    found = fallback_voice(chosen_voice("pt", name))
    assert found
    assert found.name == other


def test_a_basic_voice_has_no_fallback() -> None:
    assert fallback_voice(chosen_voice("pt", "espeak-pt")) is None


def test_a_language_without_packs_has_no_voice() -> None:
    assert voices("xx") == []
    with pytest.raises(UnsupportedLanguage):
        chosen_voice("xx")


def test_an_unknown_voice_is_refused() -> None:
    with pytest.raises(UnsupportedVoice):
        chosen_voice("en", "espeak-pt-br")
