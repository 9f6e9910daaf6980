"""The whole stack with a language that is not built in: English, Portuguese and Spanish."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import Any

import pytest

from dragoman.audio.chunking import concatenate
from dragoman.audio.codec import PyAVCodec
from dragoman.stt.pack_speech_to_text import PackSpeechToText
from dragoman.tts.pack_synthesizer import PackSynthesizer
from infra.local.stack import EmulatedStack
from tests.emulator.talk import Talk, fetch
from tests.packs import with_spanish
from tests.words import likeness

pytestmark = [pytest.mark.emulator, pytest.mark.models]

SAID = {
    "en": "Good morning. I have a dog.",
    "pt": "Bom dia. Eu tenho um cachorro.",
    "es": "Buenos días. Tengo un perro.",
}


@pytest.fixture
def talk(spanish: EmulatedStack) -> Iterator[Talk]:
    with Talk.open(spanish) as talk:
        yield talk


def _spoken(text: str, language: str) -> bytes:
    voice = concatenate(list(PackSynthesizer(with_spanish(), threads=2).speak(text, language)))
    return PyAVCodec(60).encode(voice, "audio/wav")


def _answer(talk: Talk, audio: bytes, **fields: Any) -> dict[str, Any]:
    talk.translate(audio, content_type="audio/wav", **fields)
    events = talk.until_end()
    assert events[-1]["type"] == "translation_complete", events[-1]
    [result] = [event for event in events if event["type"] == "translation_result"]
    assert result["data"]["via"] == events[-1]["data"]["via"]
    return dict(events[-1]["data"])


def test_every_pair_is_offered_with_its_pivot_language(talk: Talk) -> None:
    ready = talk.ask({"action": "hello"})
    offered = {(pair["source"], pair["target"]): pair for pair in ready["data"]["languages"]}
    assert len(offered) == 6
    through_english = {pair for pair, offer in offered.items() if offer["via"]}
    assert through_english == {("pt", "es"), ("es", "pt")}
    assert {offered["en", "es"]["voice_quality"], offered["pt", "es"]["via"]} == {"natural", "en"}


@pytest.mark.parametrize(
    ("source", "target"), [pair for pair in permutations(SAID, 2) if "es" in pair]
)
def test_every_pair_with_spanish_works_from_end_to_end(
    talk: Talk, source: str, target: str
) -> None:
    done = _answer(talk, _spoken(SAID[source], source), source_lang=source, target_lang=target)
    assert done["via"] == (None if "en" in (source, target) else "en")
    assert done["warnings"] == []
    assert done["translated_text"]
    for track in ("original", "translated"):
        assert PyAVCodec(60).decode(fetch(done[f"audio_url_{track}"])).duration_s > 0.5
    if target == "es":
        assert "Tengo un perro." in done["translated_text"]
    if (source, target) == ("en", "es"):
        assert done["translated_text"] == SAID["es"]
        voice = PyAVCodec(60).decode(fetch(done["audio_url_translated"]))
        heard = PackSpeechToText(with_spanish(), threads=2).recognise(voice, ("es",)).text
        assert likeness(SAID["es"], heard) > 0.5


def test_the_language_is_detected_among_three(talk: Talk) -> None:
    done = _answer(talk, _spoken(SAID["en"], "en"), source_lang="auto", target_lang="es")
    assert (done["source_lang"], done["translated_text"]) == ("en", "Buenos días. Tengo un perro.")
