"""A room of three languages on the deployed stack, with real models."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from dragoman.audio.chunking import concatenate
from dragoman.audio.codec import PyAVCodec
from dragoman.models.store import PackStore
from dragoman.settings import Settings
from dragoman.stt.pack_speech_to_text import PackSpeechToText
from dragoman.tts.pack_synthesizer import PackSynthesizer
from infra.local.stack import EmulatedStack
from tests.emulator.talk import Talk, fetch, new_id
from tests.packs import with_spanish
from tests.words import likeness

pytestmark = [pytest.mark.emulator, pytest.mark.models]

Json = dict[str, Any]
SAID = "Good morning. I have a dog."
TRANSLATED = {"pt": "Bom dia. Eu tenho um cachorro.", "es": "Buenos días. Tengo un perro."}


class Person:
    """A participant on a socket of their own."""

    def __init__(self, stack: EmulatedStack, name: str, language: str) -> None:
        self._stack = stack
        self._session = new_id() + new_id()
        self.name, self.language = name, language
        self._earlier: list[Json] = []
        """What former connections received."""
        self.socket = ExitStack()
        self._connect()

    @property
    def events(self) -> list[Json]:
        return self._earlier + self.talk.heard

    def _connect(self) -> None:
        self.talk = self.socket.enter_context(Talk.open(self._stack, self._session))
        self.ask("hello", "ready", accepts=["audio/ogg"])

    def ask(self, action: str, answer: str, **fields: Any) -> Json:
        self.talk.say({"action": action} | fields)
        return self.talk.until(answer)

    def enter(self, room_id: str | None = None) -> str:
        """Opens a room, or joins one; its id."""
        person = {"name": self.name, "language": self.language}
        if room_id is None:
            return str(self.ask("open_room", "room", **person)["room_id"])
        return str(self.ask("join_room", "room", room_id=room_id, **person)["room_id"])

    def say(self, room_id: str, audio: bytes) -> str:
        message_id = new_id()
        self.talk.say(
            {
                "action": "translate",
                "message_id": message_id,
                "room_id": room_id,
                "source_lang": "en",
                "content_type": "audio/ogg",
                "audio_data": base64.b64encode(audio).decode(),
            }
        )
        return message_id

    def return_to(self, room_id: str, after: int) -> Json:
        self._earlier = self.events
        self._connect()
        return self.ask("resume_room", "room_resumed", room_id=room_id, after=after)

    def flow(self, message_id: str) -> list[Json]:
        """The events of a message as they arrived, each once."""
        of = {
            event["data"]["seq"]: event
            for event in self.events
            if event["data"].get("message_id") == message_id and "seq" in event["data"]
        }
        return list(of.values())


@pytest.fixture(scope="module")
def good_morning() -> bytes:
    voice = concatenate(list(PackSynthesizer(with_spanish(), threads=2).speak(SAID, "en")))
    return PyAVCodec(60).encode(voice, "audio/ogg")


@pytest.fixture
def people(spanish: EmulatedStack) -> Iterator[dict[str, Person]]:
    """Ann and Carl speak English, Bob Portuguese, Eva Spanish; Mallory is in no room."""
    languages = {"Ann": "en", "Carl": "en", "Bob": "pt", "Eva": "es", "Mallory": "en"}
    found = {name: Person(spanish, name, tag) for name, tag in languages.items()}
    yield found
    for person in found.values():
        person.socket.close()


@pytest.fixture
def room_id(people: dict[str, Person]) -> str:
    room_id = people["Ann"].enter()
    for name in ("Carl", "Bob", "Eva"):
        people[name].enter(room_id)
    return room_id


def test_each_hears_their_own_language(
    people: dict[str, Person], room_id: str, good_morning: bytes
) -> None:
    message_id = people["Ann"].say(room_id, good_morning)
    ears = PackSpeechToText(PackStore(Settings().models_dir), threads=2)
    for name in ("Ann", "Carl", "Bob", "Eva"):
        end = people[name].talk.until("translation_complete", message_id=message_id)
        flow = people[name].flow(message_id)
        seqs = [event["data"]["seq"] for event in flow]
        assert seqs == sorted(seqs), name
        assert flow[0]["data"]["room"]["turn"] == 1
        assert likeness(end["original_text"], SAID) > 0.8
        assert end["warnings"] == []
        if text := TRANSLATED.get(people[name].language):
            assert end["target_lang"] == people[name].language
            assert likeness(end["translated_text"], text) > 0.6
            assert PyAVCodec(60).decode(fetch(end["audio_url_translated"])).duration_s > 1
        else:
            assert end["translated_text"] == end["original_text"]
    [recording] = [e["data"] for e in people["Carl"].events if e["type"] == "recording_ready"]
    assert fetch(recording["url"]) == good_morning
    voice = PyAVCodec(60).decode(
        fetch(people["Bob"].flow(message_id)[-1]["data"]["audio_url_translated"])
    )
    assert likeness(ears.recognise(voice, ("pt",)).text, TRANSLATED["pt"]) > 0.5
    mallory = people["Mallory"].talk
    assert mallory.ask({"action": "ping"})["type"] == "pong"  # and nothing came before it


def test_who_is_lost_midway_resumes_and_misses_nothing(
    people: dict[str, Person], room_id: str, good_morning: bytes
) -> None:
    ann, bob, eva = people["Ann"], people["Bob"], people["Eva"]
    first = ann.say(room_id, good_morning)
    eva.talk.until("processing_started", message_id=first)
    eva.socket.close()
    second = bob.say(room_id, good_morning)
    for message_id in (first, second):
        if not any(event["type"] == "translation_complete" for event in ann.flow(message_id)):
            ann.talk.until("translation_complete", message_id=message_id)
    assert eva.return_to(room_id, after=0)["turn"] == 2
    for message_id, turn in ((first, 1), (second, 2)):
        events = {event["data"]["seq"]: event for event in eva.flow(message_id)}
        assert events[1]["data"]["room"]["turn"] == turn
        assert {2, 3, 4, 5, 100, 199, 200, 299, 300} <= set(events)
        assert events[300]["data"]["target_lang"] == "es"


def test_who_stays_hears_everything_after_others_are_lost(
    people: dict[str, Person], room_id: str, good_morning: bytes
) -> None:
    ann, bob = people["Ann"], people["Bob"]
    message_id = ann.say(room_id, good_morning)
    people["Eva"].socket.close()
    people["Carl"].socket.close()
    assert bob.talk.until("translation_complete", message_id=message_id)["target_lang"] == "pt"
    message_id = ann.say(room_id, good_morning)
    assert bob.talk.until("translation_complete", message_id=message_id)["target_lang"] == "pt"
