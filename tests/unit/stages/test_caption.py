"""Captions of a segment that is still being spoken."""

from __future__ import annotations

import base64
import uuid
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dragoman.ports import Recognition, Sound
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


ENGLISH = {"language": "en", "connection_ids": ["me"]}


def caption_task(**fields: Any) -> CaptionTask:
    task: dict[str, Any] = {
        "connection_id": "me",
        "owner": "ann",
        "message_id": MESSAGE,
        "segment": 0,
        "languages": ("en",),
        "audience": [{"language": "pt", "connection_ids": ["me"]}],
        "audio": "",
        "received_at_ms": 0,
    }
    return CaptionTask(**task | fields)


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
        audio = base64.b64encode(fields.pop("audio", recording(text, "en"))).decode()
        before = len(self.notifier.inbox("me"))
        now_ms = round(self.clock() * 1000)
        task: dict[str, Any] = {"revision": revision, "audio": audio, "received_at_ms": now_ms}
        caption(caption_task(**task | fields), self.ports)
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


LONG = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


def _spoken(begin: int, end: int) -> str:
    return " ".join(LONG[begin:end])


def test_stable_text_grows_with_the_last_part_of_a_long_segment() -> None:
    speaking = Speaking()
    speaking.texts(_spoken(0, 6), 1)
    assert speaking.texts(_spoken(0, 7), 2) == (_spoken(0, 6), "seven")
    moved = {"begin_ms": 7_000}
    assert speaking.texts(_spoken(3, 8), 3, **moved) == (_spoken(0, 7), "eight")
    assert speaking.texts(_spoken(3, 9), 4, **moved) == (_spoken(0, 8), "nine")
    assert speaking.texts(_spoken(7, 10), 5, begin_ms=14_000) == (_spoken(0, 9), "ten")


def test_other_words_at_the_cut_change_nothing_that_is_stable() -> None:
    speaking = Speaking()
    for revision in (1, 2):
        speaking.texts(_spoken(0, 7), revision)
    stable, rest = speaking.texts("t Three, fore five six seven eight", 3, begin_ms=7_000)
    assert (stable, rest) == (_spoken(0, 7), "eight")


def test_too_few_words_without_an_overlap_are_not_shown() -> None:
    speaking = Speaking()
    for revision in (1, 2):
        speaking.texts(_spoken(0, 4), revision)
    before = (_spoken(0, 3), "four")
    assert speaking.texts("Well", 3, begin_ms=7_000) == before
    assert speaking.texts("", 4, begin_ms=7_000) == before


def test_a_part_after_a_long_pause_continues_the_text() -> None:
    speaking = Speaking()
    for revision in (1, 2):
        speaking.texts("Good morning.", revision)
    first = speaking.texts("I would like two tickets", 3, begin_ms=1)
    assert first == ("Good morning.", "I would like two tickets")
    later = speaking.texts("I would like two tickets please", 4, begin_ms=1)
    assert later == ("Good morning. I would like two tickets", "please")


def test_speech_that_did_not_arrive_leaves_a_mark() -> None:
    speaking = Speaking()
    for revision in (1, 2):
        speaking.texts("Good morning.", revision)
    stable, _ = speaking.texts("I would like two tickets", 3, begin_ms=30_000)
    assert stable == "Good morning. …"


class _StoppingSpeech(FakeSpeechToText):
    """Says a word a second, and stops for good after the fourth word of a recording."""

    def continue_text(
        self, sound: Sound, languages: tuple[str, ...], prefix: str = ""
    ) -> Recognition:
        begin, end = int(sound.samples[0]), int(sound.samples[-1]) + 1
        words = NUMBERS[begin:end][:4]
        return Recognition(" ".join(words).removeprefix(prefix).strip(), languages[0], 1.0)


NUMBERS = [f"n{number}" for number in range(40)]


def test_recognition_that_stops_continues_with_the_last_part() -> None:
    agreement = LocalAgreement(_StoppingSpeech())
    shown = ""
    for revision in range(1, 21):
        sound = Sound(np.arange(revision, dtype=np.float32), 1)
        task = caption_task(revision=revision)
        transcript = agreement.update(task, sound)
        assert transcript
        assert transcript.stable_text.startswith(shown)
        shown = transcript.stable_text
    assert shown.split() == NUMBERS[: len(shown.split())]
    assert len(shown.split()) > 12


def test_the_first_recording_is_recognised_from_its_beginning() -> None:
    sound = Sound(np.arange(12, dtype=np.float32), 1)
    transcript = LocalAgreement(_StoppingSpeech()).update(caption_task(revision=9), sound)
    assert transcript
    assert transcript.unstable_text.split() == NUMBERS[:4]


def test_a_part_before_the_last_one_is_dropped() -> None:
    speaking = Speaking()
    speaking.texts(_spoken(4, 8), 1, begin_ms=60_000)
    assert speaking.hears(_spoken(0, 4), 2, begin_ms=0) == []


def test_captions_of_a_segment_end_before_the_text_becomes_too_long() -> None:
    speaking = Speaking()
    speaking.texts("one two", 1)
    stable, _ = speaking.texts("one two", 2)
    for part in range(3, 600):
        text = " ".join(f"{part}{letter}" for letter in "abcd")
        if not (posted := speaking.hears(text, part, begin_ms=part)):
            break
        assert posted[0]["stable_text"].startswith(stable)
        stable = posted[0]["stable_text"]
    assert 6_900 < len(stable) < 7_001


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
        speaking.hears("Good morning, my", revision, audience=[ENGLISH])
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


def test_in_a_room_everyone_reads_their_own_language() -> None:
    """Participants who listen in the spoken language get the words themselves."""
    speaking = Speaking()
    room = {
        "speaker": {"room_id": "room", "participant_id": "p1"},
        "audience": [
            {"language": "en", "connection_ids": ["carl"]},
            {"language": "pt", "connection_ids": ["bob", "dora"]},
        ],
    }
    for revision in (1, 2):
        speaking.hears("Good morning. My", revision, **room)
    [task] = speaking.translations.tasks
    translate_caption(
        task, CaptionTranslationPorts(speaking.notifier, speaking.clock, FakeTranslator())
    )
    inboxes = {who: speaking.notifier.inbox(who) for who in ("me", "carl", "bob", "dora")}
    assert inboxes["carl"] == inboxes["me"]
    assert [event["type"] for event in inboxes["me"]] == ["partial_result"] * 2
    assert inboxes["bob"] == inboxes["dora"]
    assert [event["type"] for event in inboxes["bob"]] == ["partial_translation"]
    said = [event["data"] for inbox in inboxes.values() for event in inbox]
    assert {(data["room_id"], data["participant_id"]) for data in said} == {("room", "p1")}


def test_a_listener_who_is_gone_keeps_captions_from_no_other() -> None:
    speaking = Speaking()
    speaking.notifier.leave("carl")
    audience = [{"language": "en", "connection_ids": ["carl", "bob"]}]
    speaking.hears("Good morning", 1, audience=audience)
    assert len(speaking.notifier.inbox("bob")) == 1
