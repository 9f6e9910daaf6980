"""Captions while someone speaks, over the whole stack."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from dragoman.audio.codec import PyAVCodec
from dragoman.client.live import CAPTION_BIT_RATE, CaptionWindow
from dragoman.ports import RECOGNITION_RATE_HZ, Sound
from dragoman.stt.silero import speech_s
from infra.local.stack import EmulatedStack
from tests.emulator.talk import SPEECH, Talk, new_id, recording
from tests.words import word_error, words

pytestmark = [pytest.mark.emulator, pytest.mark.models, pytest.mark.embedded]

STEP_S = 0.8
TRIES = 100
"""More revisions than one recording needs on a busy machine."""


class Speaker:
    """Someone whose recording is sent while they speak."""

    def __init__(self, talk: Talk, *names: str) -> None:
        self._talk = talk
        self._codec = PyAVCodec(60, speech_s=speech_s)
        parts = [self._codec.decode(recording(name)).samples for name in names]
        self._sound = Sound(np.concatenate(parts), RECOGNITION_RATE_HZ)
        self._window = CaptionWindow()
        self.message_id = new_id()

    def message(self, until_s: float, revision: int, **fields: Any) -> dict[str, Any]:
        """A `partial` of the recording until then, or of its last part."""
        begin_s = self._window.span(0.0, until_s).begin_s
        begin, end = (round(at_s * RECOGNITION_RATE_HZ) for at_s in (begin_s, until_s))
        piece = Sound(self._sound.samples[begin:end], RECOGNITION_RATE_HZ)
        audio = self._codec.encode(piece, "audio/ogg", CAPTION_BIT_RATE)
        return {
            "action": "partial",
            "message_id": self.message_id,
            "segment": 0,
            "revision": revision,
            "begin_ms": round(begin_s * 1000),
            "source_lang": "en",
            "target_lang": "pt",
            "audio_data": base64.b64encode(audio).decode(),
        } | fields

    def captions(self, until_s: float = 8.0) -> Iterator[dict[str, Any]]:
        """Yields the answer to each part of the recording."""
        for step in range(1, int(min(until_s, self._sound.duration_s) / STEP_S) + 1):
            answer = self._talk.ask_caption(self.message(step * STEP_S, step * TRIES))
            assert answer["type"] == "partial_result", answer
            yield answer["data"]


@pytest.fixture
def talk(stack: EmulatedStack) -> Iterator[Talk]:
    with Talk.open(stack) as talk:
        ready = talk.ask({"action": "hello", "source_lang": "en", "target_lang": "pt"})
        assert ready["data"]["captions"]
        yield talk


def test_words_are_shown_while_someone_speaks_and_stay(talk: Talk) -> None:
    speaker = Speaker(talk, "fleurs-en-004")
    shown = [caption["stable_text"] for caption in speaker.captions()]
    assert all(later.startswith(sooner) for sooner, later in pairwise(shown))
    talk.translate(recording("fleurs-en-004"), message_id=speaker.message_id)
    end = talk.until_end()[-1]
    final = words(end["data"]["original_text"])
    stable = words(shown[-1])
    assert len(stable) > 3
    assert len(set(stable) - set(final)) <= 1


def test_a_long_segment_has_captions_to_its_end(talk: Talk) -> None:
    names = [f"fleurs-en-00{number}" for number in (0, 1, 2)]  # 31 s
    speaker = Speaker(talk, *names)
    shown = [caption["stable_text"] for caption in speaker.captions(until_s=60.0)]
    assert all(later.startswith(sooner) for sooner, later in pairwise(shown))
    reference = " ".join((SPEECH / f"{name}.txt").read_text() for name in names)
    missing = len(words(reference)) - len(words(shown[-1]))
    assert word_error(reference, shown[-1]) < 0.4  # with the last words, which are not stable yet
    assert -5 <= missing <= 15  # none is repeated


def test_clauses_are_translated_while_someone_speaks(talk: Talk) -> None:
    """The last part of the recording is sent again while a busy service drops it."""
    speaker = Speaker(talk, "fleurs-pt-000")  # it begins with a short clause
    pair = {"source_lang": "pt", "target_lang": "en"}
    for step in range(1, 30):
        talk.say(speaker.message(min(8.0, step * STEP_S), step, **pair))
        while (event := talk.hear_caption()) is not None:
            if event["type"] == "partial_translation":
                assert {name: event["data"][name] for name in pair} == pair
                assert "information" in event["data"]["translated_text"].lower()
                return
            if event["data"]["revision"] == step and step * STEP_S < 3:
                break  # no clause ends before
    raise AssertionError("nothing was translated")


def test_silence_shows_nothing(talk: Talk) -> None:
    codec = PyAVCodec(60, speech_s=speech_s)

    quiet = codec.encode(Sound(np.zeros(32_000, np.float32), RECOGNITION_RATE_HZ), "audio/ogg")
    speaker = Speaker(talk, "fleurs-en-004")
    message = speaker.message(1.0, 1, audio_data=base64.b64encode(quiet).decode())
    data = talk.ask_caption(message)["data"]
    assert (data["stable_text"], data["unstable_text"]) == ("", "")


def test_captions_leave_no_trace(talk: Talk, stack: EmulatedStack) -> None:
    speaker = Speaker(talk, "fleurs-en-004")
    next(speaker.captions())
    [answer] = [talk.ask({"action": "resume", "message_id": speaker.message_id})]
    assert answer["data"]["code"] == "message_unknown"
    stored = stack.client("s3").list_objects_v2(
        Bucket=stack.outputs["AudioBucketName"], Prefix=f"messages/{speaker.message_id}"
    )
    assert stored["KeyCount"] == 0


def test_invalid_partial_recordings_are_refused_and_the_message_continues(talk: Talk) -> None:
    speaker = Speaker(talk, "fleurs-en-004")
    for fields, code in (
        ({"audio_data": base64.b64encode(b"no audio").decode()}, "not_audio"),
        ({"audio_data": "?"}, "not_base64"),
        ({"target_lang": "xx"}, "unsupported_language"),
    ):
        refusal = talk.ask_caption(speaker.message(1.0, 1, **fields))
        assert (refusal["type"], refusal["data"]["code"]) == ("error", code)
        assert refusal["data"]["revision"] >= 1
    talk.translate(recording("fleurs-en-004"), message_id=speaker.message_id)
    assert talk.until_end()[-1]["type"] == "translation_complete"
    refusal = talk.ask(speaker.message(1.0, 2))
    assert refusal["data"]["code"] == "segment_ended"


def test_an_older_revision_shows_nothing(talk: Talk) -> None:
    speaker = Speaker(talk, "fleurs-en-004")
    talk.ask_caption(speaker.message(1.6, 2 * TRIES))
    talk.say(speaker.message(0.8, TRIES))
    newer = talk.ask_caption(speaker.message(2.4, 4 * TRIES))
    assert newer["data"]["revision"] >= 4 * TRIES


def test_a_message_completes_while_partial_recordings_wait(talk: Talk) -> None:
    speaker = Speaker(talk, "fleurs-en-004")
    for revision in range(1, 20):
        talk.say(speaker.message(4.0, revision))
    message_id = talk.translate(recording("fleurs-en-004"))
    types: list[str] = []
    while "translation_complete" not in types:
        event = talk.hear()
        assert event["type"] != "error", event
        if event["data"]["message_id"] == message_id:
            types.append(event["type"])
    assert types.index("stt_result") < types.index("translation_complete")


def test_in_a_room_a_listener_reads_along(stack: EmulatedStack) -> None:
    """Participants who listen in the spoken language read the words themselves, the others a translation."""
    with Talk.open(stack) as ann, Talk.open(stack) as carl, Talk.open(stack) as bob:
        opening = {"action": "open_room", "name": "Ann", "language": "pt"}
        room_id = ann.ask(opening)["data"]["room_id"]
        for one, name, language in ((carl, "Carl", "pt"), (bob, "Bob", "en")):
            joining = {"action": "join_room", "room_id": room_id, "name": name}
            assert one.ask(joining | {"language": language})["type"] == "room"
        ann.until("room_update", change="joined", participant_id=_last(bob))
        carl.until("room_update", change="joined", participant_id=_last(bob))
        speaker = Speaker(ann, "fleurs-pt-000")  # it begins with a short clause
        for step in range(1, 6):
            message = speaker.message(step * STEP_S * 1.5, step * TRIES)
            del message["target_lang"]
            answer = ann.ask_caption(message | {"room_id": room_id, "source_lang": "pt"})
        assert carl.until("partial_result", revision=answer["data"]["revision"]) == answer["data"]
        assert "information" in bob.until("partial_translation")["translated_text"].lower()


def _last(talk: Talk) -> str:
    """The participant that has just entered here."""
    return str(talk.heard[-1]["data"]["you"])
