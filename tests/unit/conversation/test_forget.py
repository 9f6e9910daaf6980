"""Deletion of a speaker's data."""

from dataclasses import replace

import pytest

from dragoman.conversation.forget import MAX_FORGET_S, ForgetResult, forget
from dragoman.errors import StorageUnavailable
from tests.fakes import TickingClock
from tests.unit.world import ME, STRANGER, World, translate_message


def _forget(world: World, clock: TickingClock | None = None) -> ForgetResult:
    return forget(ME.owner, replace(world.end_ports, clock=clock or world.clock))


def test_everything_of_an_owner_is_deleted(world: World) -> None:
    message = translate_message()
    world.send(message)
    world.flow(world.workflow.jobs[0])
    assert len(world.audio.files) > 2
    assert _forget(world) == ForgetResult(1, more=False)
    assert world.audio.files == {}
    [error] = world.send({"action": "resume", "message_id": message["message_id"]})
    assert error["data"]["code"] == "message_unknown"


def test_nothing_of_another_owner_is_deleted(world: World) -> None:
    theirs = translate_message()
    world.send(translate_message())
    world.send(theirs, STRANGER)
    for job in world.workflow.jobs:
        world.audio.put(job.audio_key, b"recording", "audio/ogg")
    _forget(world)
    assert list(world.audio.files) == [world.workflow.jobs[1].audio_key]
    again = world.send({"action": "resume", "message_id": theirs["message_id"]}, STRANGER)
    assert [event["type"] for event in again] == ["processing_started"]


def test_an_owner_without_messages_is_forgotten(world: World) -> None:
    assert _forget(world) == ForgetResult(0, more=False)


def test_the_rest_is_deleted_by_the_next_request(world: World) -> None:
    for _ in range(10):
        world.send(translate_message())
        world.audio.put(world.workflow.jobs[-1].audio_key, b"recording", "audio/ogg")
    slow = TickingClock(step_s=MAX_FORGET_S / 5)
    first = _forget(world, slow)
    assert (first.segments, first.more) == (4, True)
    assert len(world.audio.files) == len(world.messages.segments_of(ME.owner)) == 6
    forgotten = first.segments
    while first.more:
        first = _forget(world, slow)
        forgotten += first.segments
    assert forgotten == 10
    assert world.audio.files == {}


def test_an_outage_is_reported_as_an_error(world: World) -> None:
    world.send(translate_message())
    world.audio.outage = StorageUnavailable()
    with pytest.raises(StorageUnavailable):
        _forget(world)
