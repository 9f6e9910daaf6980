"""Captions of a segment that is still being spoken."""

from __future__ import annotations

import base64
import uuid
from dataclasses import dataclass, field
from typing import Any

from dragoman.protocol import CaptionTask
from dragoman.stages.caption import MAX_AGE_S, caption, translate_caption
from dragoman.stages.stage_ports import CaptionPorts, CaptionTranslationPorts
from dragoman.stt.partial_transcripts import LocalAgreement
from tests.fakes import (
    FakeAudioCodec,
    FakeCaptionTranslator,
    FakeNotifier,
    FakeSpeechToText,
    FakeTranslator,
    TickingClock,
    recording,
)

MESSAGE = uuid.uuid4()


@dataclass
class Speaking:
    """A recogniser with its only listener."""

    notifier: FakeNotifier = field(default_factory=FakeNotifier)
    clock: TickingClock = field(default_factory=TickingClock)
    speech: FakeSpeechToText = field(default_factory=FakeSpeechToText)
    translations: FakeCaptionTranslator = field(default_factory=FakeCaptionTranslator)

    def __post_init__(self) -> None:
        transcripts = LocalAgreement(self.speech)
        self.ports = CaptionPorts(
            self.notifier, self.clock, FakeAudioCodec(), transcripts, self.translations
        )

    def hears(self, text: str, revision: int, **fields: Any) -> list[dict[str, Any]]:
        """Sends a recording of the text; the data of what was posted."""
        audio = fields.pop("audio", recording(text, "en"))
        before = len(self.notifier.inbox("me"))
        task: dict[str, Any] = {
            "connection_id": "me",
            "owner": "ann",
            "message_id": MESSAGE,
            "segment": 0,
            "revision": revision,
            "languages": ("en",),
            "target_lang": "pt",
            "audio": base64.b64encode(audio).decode(),
            "received_at_ms": round(self.clock() * 1000),
        }
        caption(CaptionTask(**task | fields), self.ports)
        return [event["data"] for event in self.notifier.inbox("me")[before:]]

    def texts(self, text: str, revision: int, **fields: Any) -> tuple[str, str]:
        [data] = self.hears(text, revision, **fields)
        return data["stable_text"], data["unstable_text"]


def test_words_become_stable_when_two_revisions_agree() -> None:
    speaking = Speaking()
    assert speaking.texts("I would li", 1) == ("", "I would li")
    assert speaking.texts("I would like tw", 2) == ("I would", "like tw")
    assert speaking.texts("I would like two tickets", 3) == ("I would like", "two tickets")


def test_the_last_word_is_never_stable() -> None:
    speaking = Speaking()
    speaking.texts("Good morning", 1)
    assert speaking.texts("Good morning", 2) == ("Good", "morning")


def test_stable_words_are_never_taken_back() -> None:
    speaking = Speaking()
    speaking.texts("one two three", 1)
    stable, _ = speaking.texts("one two three four", 2)
    later, _ = speaking.texts("", 3)
    assert stable == later == "one two three"


def test_silence_has_no_text() -> None:
    assert Speaking().texts("", 1) == ("", "")


def test_an_older_revision_is_dropped() -> None:
    speaking = Speaking()
    speaking.texts("one two", 5)
    assert speaking.hears("one", 4) == []
    assert speaking.hears("one two", 5) == []


def test_a_late_task_is_dropped() -> None:
    speaking = Speaking()
    late_ms = round((speaking.clock() - MAX_AGE_S - 1) * 1000)
    assert speaking.hears("one two", 1, received_at_ms=late_ms) == []


def test_segments_of_other_speakers_are_kept_apart() -> None:
    speaking = Speaking()
    speaking.texts("one two three", 1)
    assert speaking.texts("one two three", 1, owner="bob") == ("", "one two three")
    assert speaking.texts("one two three", 1, segment=1) == ("", "one two three")


def test_invalid_audio_is_refused_with_its_revision() -> None:
    [refusal] = Speaking().hears("", 3, audio=b"no audio")
    assert (refusal["code"], refusal["revision"], refusal["segment"]) == ("not_audio", 3, 0)


def test_a_disconnected_listener_is_not_an_error() -> None:
    speaking = Speaking()
    speaking.notifier.leave("me")
    assert speaking.hears("one", 1) == []


def test_stable_text_is_translated_at_the_end_of_each_clause() -> None:
    speaking = Speaking()
    speaking.hears("Good morning, my", 1)
    speaking.hears("Good morning, my fri", 2)
    speaking.hears("Good morning, my friend, how", 3)
    speaking.hears("Good morning, my friend, how are", 4)
    tasks = speaking.translations.tasks
    assert [(task.text, task.revision) for task in tasks] == [
        ("Good morning,", 2),
        ("Good morning, my friend,", 4),
    ]
    assert {(task.source_lang, task.target_lang) for task in tasks} == {("en", "pt")}


def test_speech_in_the_language_of_the_listener_is_not_translated() -> None:
    speaking = Speaking()
    for revision in (1, 2):
        speaking.hears("Good morning, my", revision, target_lang="en")
    assert speaking.translations.tasks == []


def test_a_translated_caption_is_sent_unless_it_is_late() -> None:
    speaking = Speaking()
    for revision in (1, 2):
        speaking.hears("Thank you. Good", revision)
    [task] = speaking.translations.tasks
    ports = CaptionTranslationPorts(speaking.notifier, speaking.clock, FakeTranslator())
    before = len(speaking.notifier.inbox("me"))
    translate_caption(task, ports)
    speaking.clock.advance(MAX_AGE_S + 1)
    translate_caption(task, ports)
    [event] = speaking.notifier.inbox("me")[before:]
    assert event["type"] == "partial_translation"
    assert event["data"]["translated_text"] == "Obrigado."
    assert (event["data"]["revision"], event["data"]["target_lang"]) == (2, "pt")
