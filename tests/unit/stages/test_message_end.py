"""The end of a message of several segments: one more event, for the whole."""

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


def _jobs(world: World, said: list[str], finished: bool = True) -> list[Job]:
    message_id = str(uuid.uuid4())
    for segment, text in enumerate(said):
        world.send(
            translate_message(
                message_id=message_id,
                segment=segment,
                last=finished and segment == len(said) - 1,
                mode=Mode.STREAMING,
                audio_data=base64.b64encode(recording(text, "en")).decode(),
            )
        )
    return world.workflow.jobs[-len(said) :]


def _wholes(world: World) -> list[dict[str, Any]]:
    """Every telling of an end of a whole message."""
    return [
        event
        for event in world.received()
        if event["type"] in {"translation_complete", "error"}
        and "seq" in event["data"]
        and event["data"]["segment"] is None
    ]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_whichever_segment_ends_last_ends_the_message(world: World, order: tuple[int, ...]) -> None:
    jobs = _jobs(world, SAID)
    for segment in order:
        assert _wholes(world) == []
        world.flow(jobs[segment])
    [whole] = _wholes(world)
    assert whole == world.received()[-1]
    assert whole["data"]["original_text"] == "Good morning. Thank you. Good morning."
    assert whole["data"]["translated_text"] == "Bom dia. Obrigado. Bom dia."
    assert whole["data"]["last"] is True


def test_a_message_of_one_segment_ends_with_it(world: World) -> None:
    [job] = _jobs(world, SAID[:1])
    world.flow(job)
    assert _wholes(world) == []


def test_a_segment_in_which_nothing_was_said_is_no_loss(world: World) -> None:
    for job in _jobs(world, ["Good morning.", "", "Thank you."]):
        world.flow(job)
    [whole] = _wholes(world)
    assert whole["data"]["original_text"] == "Good morning. Thank you."
    assert whole["data"]["warnings"] == []


def test_when_nothing_was_said_at_all_the_whole_says_so(world: World) -> None:
    for job in _jobs(world, ["", ""]):
        world.flow(job)
    [whole] = _wholes(world)
    assert (whole["type"], whole["data"]["code"]) == ("error", "no_speech")


def test_a_voice_that_is_missing_is_a_warning_of_the_whole(world: World) -> None:
    first, second = _jobs(world, SAID[:2])
    world.flow(first)
    received = world.transcribe(second)
    translation = world.translate(second, received)
    world.complete(second, received, Branch(translation=translation))
    [whole] = _wholes(world)
    assert {(w["segment"], w["track"]) for w in whole["data"]["warnings"]} == {
        (1, "original"), (1, "translated"),
    }  # fmt: skip


def test_a_segment_that_failed_is_a_warning_of_the_whole(world: World) -> None:
    first, second = _jobs(world, SAID[:2])
    received = world.transcribe(first)
    world.complete(first, received, Branch(translation=Failure(Error=EngineFailed.__name__)))
    world.flow(second)
    [whole] = _wholes(world)
    assert whole["data"]["original_text"] == "Thank you."
    assert [(w["segment"], w["code"]) for w in whole["data"]["warnings"]] == [(0, "engine_failed")]


def test_a_message_that_stopped_early_ends_when_finished(world: World) -> None:
    jobs = _jobs(world, SAID, finished=False)
    for job in jobs:
        world.flow(job)
    assert _wholes(world) == []
    world.send({"action": "finish", "message_id": str(jobs[0].message_id), "segments": 3})
    assert len(_wholes(world)) == 1


def test_a_message_finished_before_its_segments_ends_with_the_last_of_them(world: World) -> None:
    jobs = _jobs(world, SAID, finished=False)
    world.send({"action": "finish", "message_id": str(jobs[0].message_id), "segments": 3})
    assert _wholes(world) == []
    for job in jobs:
        world.flow(job)
    assert len(_wholes(world)) == 1


def test_the_message_of_another_is_not_finished(world: World) -> None:
    jobs = _jobs(world, SAID, finished=False)
    finish = {"action": "finish", "message_id": str(jobs[0].message_id), "segments": 3}
    [error] = world.send(finish, STRANGER)
    assert error["data"]["code"] == "message_unknown"


@pytest.mark.parametrize("segments", [0, -1, 501, None])
def test_a_number_of_segments_that_is_none_is_refused(world: World, segments: Any) -> None:
    message_id = str(uuid.uuid4())
    [error] = world.send({"action": "finish", "message_id": message_id, "segments": segments})
    assert error["data"]["code"] == "invalid_message"


def test_more_segments_than_were_sent_are_refused(world: World) -> None:
    jobs = _jobs(world, SAID[:1], finished=False)
    [error] = world.send({"action": "finish", "message_id": str(jobs[0].message_id), "segments": 3})
    assert error["data"]["code"] == "message_unknown"


def test_resumed_the_whole_comes_after_all_segments(world: World) -> None:
    jobs = _jobs(world, SAID)
    for job in jobs:
        world.flow(job)
    again = world.send({"action": "resume", "message_id": str(jobs[0].message_id)})
    assert again[-1]["data"]["segment"] is None
    assert [e for e in again if e["data"]["segment"] is None] == [again[-1]]
