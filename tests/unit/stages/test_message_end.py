"""The end of a message of several segments: one more event about the whole."""

from __future__ import annotations

import base64
import uuid
from itertools import permutations
from typing import Any

import pytest

from dragoman.errors import EngineFailed
from dragoman.protocol import Branch, Failure, Job, Mode
from tests.fakes import recording
from tests.unit.world import STRANGER, World, translate_message

SAID = ["Good morning.", "Thank you.", "Good morning."]


def _jobs(world: World, texts: list[str], finished: bool = True) -> list[Job]:
    message_id = str(uuid.uuid4())
    for segment, text in enumerate(texts):
        world.send(
            translate_message(
                message_id=message_id,
                segment=segment,
                last=finished and segment == len(texts) - 1,
                mode=Mode.STREAMING,
                audio_data=base64.b64encode(recording(text, "en")).decode(),
            )
        )
    return world.workflow.jobs[-len(texts) :]


def _message_ends(world: World) -> list[dict[str, Any]]:
    """Every event that ended a whole message."""
    return [
        event
        for event in world.received()
        if event["type"] in {"translation_complete", "error"}
        and "seq" in event["data"]
        and event["data"]["segment"] is None
    ]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_last_segment_to_end_ends_the_message(world: World, order: tuple[int, ...]) -> None:
    jobs = _jobs(world, SAID)
    for segment in order:
        assert _message_ends(world) == []
        world.flow(jobs[segment])
    [message_end] = _message_ends(world)
    assert message_end == world.received()[-1]
    assert message_end["data"]["original_text"] == "Good morning. Thank you. Good morning."
    assert message_end["data"]["translated_text"] == "Bom dia. Obrigado. Bom dia."
    assert message_end["data"]["last"] is True


def test_a_message_of_one_segment_has_no_other_end(world: World) -> None:
    [job] = _jobs(world, SAID[:1])
    world.flow(job)
    assert _message_ends(world) == []


def test_a_segment_without_speech_gives_no_warning(world: World) -> None:
    for job in _jobs(world, ["Good morning.", "", "Thank you."]):
        world.flow(job)
    [message_end] = _message_ends(world)
    assert message_end["data"]["original_text"] == "Good morning. Thank you."
    assert message_end["data"]["warnings"] == []


def test_a_message_without_any_speech_ends_with_no_speech(world: World) -> None:
    for job in _jobs(world, ["", ""]):
        world.flow(job)
    [message_end] = _message_ends(world)
    assert (message_end["type"], message_end["data"]["code"]) == ("error", "no_speech")


def test_a_missing_voice_is_a_warning_of_the_whole(world: World) -> None:
    first, second = _jobs(world, SAID[:2])
    world.flow(first)
    transcript = world.transcribe(second)
    translation = world.translate(second, transcript)
    world.complete(second, transcript, Branch(translation=translation))
    [message_end] = _message_ends(world)
    assert {(w["segment"], w["track"]) for w in message_end["data"]["warnings"]} == {
        (1, "original"), (1, "translated"),
    }  # fmt: skip


def test_a_failed_segment_is_a_warning_of_the_whole(world: World) -> None:
    first, second = _jobs(world, SAID[:2])
    transcript = world.transcribe(first)
    world.complete(first, transcript, Branch(translation=Failure(Error=EngineFailed.__name__)))
    world.flow(second)
    [message_end] = _message_ends(world)
    assert message_end["data"]["original_text"] == "Thank you."
    assert [(w["segment"], w["code"]) for w in message_end["data"]["warnings"]] == [
        (0, "engine_failed")
    ]


def test_finish_ends_a_message_whose_segments_have_ended(world: World) -> None:
    jobs = _jobs(world, SAID, finished=False)
    for job in jobs:
        world.flow(job)
    assert _message_ends(world) == []
    world.send({"action": "finish", "message_id": str(jobs[0].message_id), "segments": 3})
    assert len(_message_ends(world)) == 1


def test_a_finished_message_ends_with_its_last_segment(world: World) -> None:
    jobs = _jobs(world, SAID, finished=False)
    world.send({"action": "finish", "message_id": str(jobs[0].message_id), "segments": 3})
    assert _message_ends(world) == []
    for job in jobs:
        world.flow(job)
    assert len(_message_ends(world)) == 1


def test_finishing_the_message_of_another_owner_is_refused(world: World) -> None:
    jobs = _jobs(world, SAID, finished=False)
    finish = {"action": "finish", "message_id": str(jobs[0].message_id), "segments": 3}
    [error] = world.send(finish, STRANGER)
    assert error["data"]["code"] == "message_unknown"


@pytest.mark.parametrize("segments", [0, -1, 501, None])
def test_an_invalid_number_of_segments_is_refused(world: World, segments: Any) -> None:
    message_id = str(uuid.uuid4())
    [error] = world.send({"action": "finish", "message_id": message_id, "segments": segments})
    assert error["data"]["code"] == "invalid_message"


def test_more_segments_than_were_sent_are_refused(world: World) -> None:
    jobs = _jobs(world, SAID[:1], finished=False)
    [error] = world.send({"action": "finish", "message_id": str(jobs[0].message_id), "segments": 3})
    assert error["data"]["code"] == "message_unknown"


def test_the_end_of_the_whole_is_resumed_after_all_segments(world: World) -> None:
    jobs = _jobs(world, SAID)
    for job in jobs:
        world.flow(job)
    again = world.send({"action": "resume", "message_id": str(jobs[0].message_id)})
    assert again[-1]["data"]["segment"] is None
    assert [e for e in again if e["data"]["segment"] is None] == [again[-1]]
