"""Sounds without speech give no text."""

from __future__ import annotations

import pytest

from dragoman.ports import Sound
from tests.quality.material import nonspeech_sounds, wiring

pytestmark = pytest.mark.models

SOUNDS = dict(nonspeech_sounds())


@pytest.mark.parametrize("languages", [("en",), ("pt", "en")])
@pytest.mark.parametrize("sound", SOUNDS.values(), ids=list(SOUNDS))
def test_no_text_is_invented(sound: Sound, languages: tuple[str, ...]) -> None:
    assert wiring().speech.recognise(sound, languages).text == ""
