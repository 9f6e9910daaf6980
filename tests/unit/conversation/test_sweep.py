"""The sweeper ends abandoned segments and messages, and warns old connections."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

import pytest

from dragoman.conversation.sweep import (
    CONNECTION_LIMIT_S,
    EXECUTION_LIMIT_S,
    MAX_SWEEP_S,
    WARNING_S,
    end_dead_segments,
    warn_old_connections,
)
from dragoman.errors import Gone, MessageUnknown, SegmentEnded, StorageUnavailable, Throttled
from dragoman.message_status import SweepQueue
from dragoman.ports import Connection, SegmentRecord
from dragoman.protocol import SEGMENT_END_SEQ, Branch, Job, TranslationComplete, message_event
from dragoman.stages.progress import publish
from tests.fakes import TickingClock
from tests.unit.world import ME, STRANGER, World, a_transcript, translate_message

LATE_S = EXECUTION_LIMIT_S + 60


def _ends(world: World, who: Connection = ME) -> list[dict[str, Any]]:
    return [e for e in world.received(who) if e["type"] in {"translation_complete", "error"}]


def _later(world: World) -> World:
    world.clock.advance(LATE_S)
    return world


# --- Segments -----------------------------------------------------------------------------------


def test_a_segment_whose_execution_died_is_ended(world: World, job: Job) -> None:
    world.transcribe(job)
    _later(world).sweep()
    [end] = _ends(world)
    assert end["type"] == "error"
    assert end["data"] | {"elapsed_ms": 0, "message": ""} == {
        "message_id": str(job.message_id),
        "segment": 0,
        "seq": SEGMENT_END_SEQ,
        "elapsed_ms": 0,
        "last": True,
        "code": "timed_out",
        "stage": "transcribing",
        "message": "",
        "retryable": True,
    }
    assert end["data"]["elapsed_ms"] >= LATE_S * 1000


def test_a_segment_whose_execution_never_started_is_ended(world: World, job: Job) -> None:
    _later(world).sweep()
    assert _ends(world)[0]["data"]["stage"] == "received"


def test_a_dead_segment_is_ended_once(world: World, job: Job) -> None:
    _later(world).sweep()
    _later(world).sweep()
    assert len(_ends(world)) == 1


def test_one_sweep_ends_more_dead_segments_than_a_page(world: World) -> None:
    listed, messages = world.messages.list_queue, world.messages
    for _ in range(5):
        world.send(translate_message())
    messages.list_queue = lambda *args: listed(*args)[:2]  # type: ignore[method-assign]
    _later(world).sweep()
    assert len(_ends(world)) == 5


def test_an_unreadable_segment_does_not_block_others(world: World) -> None:
    for _ in range(2):
        world.send(translate_message())
    strange = {"type": "of_another_version", "data": {}}
    job = world.workflow.jobs[0]
    world.messages.append(str(job.message_id), 0, 7, strange)
    _later(world).sweep()
    assert [end["data"]["message_id"] for end in _ends(world)] == [
        str(world.workflow.jobs[1].message_id)
    ]


def test_a_segment_in_progress_is_not_ended(world: World, job: Job) -> None:
    world.clock.advance(EXECUTION_LIMIT_S - 1)
    world.sweep()
    assert _ends(world) == []


def test_an_ended_segment_is_not_ended_again(world: World, job: Job) -> None:
    world.flow(job)
    _later(world).sweep()
    [end] = _ends(world)
    assert end["type"] == "translation_complete"


def test_a_segment_that_waits_for_its_upload_is_not_ended(world: World) -> None:
    message_id = str(uuid.uuid4())
    world.send({"action": "upload", "message_id": message_id, "bytes": 10})
    _later(world).sweep()
    assert _ends(world) == []
    assert world.messages.listen(message_id, ME) == []


def test_an_end_after_the_timeout_changes_nothing(world: World, job: Job) -> None:
    _later(world).sweep()
    world.complete(job, a_transcript(speech=False))
    first, again = _ends(world)
    assert first == again
    assert first["data"]["code"] == "timed_out"


def test_an_end_before_the_timeout_is_sent_again(world: World, job: Job) -> None:
    """The process stored its end and died before sending it."""
    world.notifier.leave("me")
    _publish(world, _an_end(job))
    world.notifier.trouble.clear()
    _later(world).sweep()
    assert [e["type"] for e in _ends(world)] == ["translation_complete"]


def _publish(world: World, end: TranslationComplete) -> None:
    publish(end, end.segment or 0, world.sweep_ports)


def _an_end(job: Job) -> TranslationComplete:
    world = World()
    other = world.claimed(message_id=job.message_id)
    world.flow(other)
    end = message_event(world.messages.listen(str(job.message_id), ME)[-1])
    assert isinstance(end, TranslationComplete)
    return end


def test_the_end_of_the_message_follows_the_end_of_a_dead_segment(world: World) -> None:
    message_id = uuid.uuid4()
    first = world.claimed(message_id=message_id, segment=0, last=False)
    world.claimed(message_id=message_id, segment=1, last=True)
    world.flow(first)
    _later(world).sweep()
    message_end = _ends(world)[-1]
    assert (message_end["type"], message_end["data"]["segment"]) == ("translation_complete", None)
    assert [w["code"] for w in message_end["data"]["warnings"]] == ["timed_out"]


def test_a_message_end_that_was_not_stored_is_stored(world: World) -> None:
    """The last segment ended, and its process died before it stored the end of the message."""
    job = world.claimed(segment=1, last=True)
    world.claimed(message_id=job.message_id, segment=0, last=False)
    for segment in (0, 1):
        end = _an_end(job).model_copy(update={"segment": segment, "last": segment == 1})
        _publish(world, end)
    _later(world).sweep()
    assert _ends(world)[-1]["data"]["segment"] is None


def test_a_late_execution_stores_nothing_after_the_timeout(world: World, job: Job) -> None:
    _later(world).sweep()
    before = world.received()
    with pytest.raises(SegmentEnded):
        world.transcribe(job)
    assert world.received() == before
    assert len(world.messages.listen(str(job.message_id), ME)) == 2


def test_a_repeated_segment_is_answered_with_its_timeout(world: World, job: Job) -> None:
    _later(world).sweep()
    again = world.send(translate_message(message_id=str(job.message_id)))
    assert [e["type"] for e in again] == ["processing_started", "error"]
    assert len(world.workflow.jobs) == 1


@pytest.mark.parametrize("trouble", [Gone(), Throttled()])
def test_a_dead_segment_ends_without_a_listener(
    world: World, job: Job, trouble: Gone | Throttled
) -> None:
    world.notifier.trouble["me"] = trouble
    _later(world).sweep()
    assert world.messages.listen(str(job.message_id), ME)[-1]["data"]["code"] == "timed_out"


def test_a_segment_that_cannot_be_ended_does_not_block_others(world: World) -> None:
    jobs = [world.claimed() for _ in range(3)]

    class Failing:
        def __getattr__(self, name: str) -> Any:
            return getattr(world.messages, name)

        def append(self, message_id: str, *rest: Any) -> Any:
            if message_id == str(jobs[0].message_id):
                raise StorageUnavailable
            if message_id == str(jobs[1].message_id):
                raise MessageUnknown
            return world.messages.append(message_id, *rest)

    ended = end_dead_segments(replace(_later(world).sweep_ports, messages=Failing()))
    assert ended == 1
    assert _ends(world)[0]["data"]["message_id"] == str(jobs[2].message_id)


# --- Abandoned messages -------------------------------------------------------------------------


def _ended_segments(world: World, *segments: int, last: int | None = None) -> list[Job]:
    """The jobs of a message whose segments have all ended."""
    message_id = uuid.uuid4()
    jobs = [
        world.claimed(message_id=message_id, segment=number, last=number == last)
        for number in segments
    ]
    for job in jobs:
        world.flow(job)
    return jobs


def _waiting(world: World) -> list[SegmentRecord]:
    return world.messages.list_queue(SweepQueue.WAITING, float("inf"))


def _message_ends(world: World) -> list[dict[str, Any]]:
    return [end for end in _ends(world) if end["data"]["segment"] is None]


@pytest.mark.parametrize("segments", [1, 3])
def test_an_abandoned_message_ends_with_its_segments(world: World, segments: int) -> None:
    [job, *_] = _ended_segments(world, *range(segments))
    assert _message_ends(world) == []
    _later(world).sweep()
    [message_end] = _message_ends(world)
    assert message_end["data"]["original_text"] == " ".join(["Good morning."] * segments)
    assert (message_end["data"]["last"], message_end["data"]["warnings"]) == (True, [])
    again = world.send({"action": "resume", "message_id": str(job.message_id)})
    assert again[-1] == message_end


def test_an_abandoned_message_ends_as_by_finish(world: World) -> None:
    other = World()
    for each in (world, other):
        [job, _] = _ended_segments(each, 0, 1)
        if each is world:
            _later(each).sweep()
        else:
            each.send({"action": "finish", "message_id": str(job.message_id), "segments": 2})
    strip = {"message_id": "", "elapsed_ms": 0}
    assert _message_ends(world)[0]["data"] | strip == _message_ends(other)[0]["data"] | strip


def test_an_abandoned_message_with_a_dead_segment_ends(world: World) -> None:
    [job] = _ended_segments(world, 0)
    world.claimed(message_id=job.message_id, segment=1, last=False)
    _later(world).sweep()
    [message_end] = _message_ends(world)
    assert [w["code"] for w in message_end["data"]["warnings"]] == ["timed_out"]


@pytest.mark.parametrize(
    ("there", "last", "missing"), [((0, 2), 2, [1]), ((0, 3), None, [1, 2]), ((1,), 1, [0])]
)
def test_a_missing_segment_becomes_a_warning(
    world: World, there: tuple[int, ...], last: int | None, missing: list[int]
) -> None:
    [job, *_] = _ended_segments(world, *there, last=last)
    _later(world).sweep()
    message_end = world.send({"action": "resume", "message_id": str(job.message_id)})[-1]
    assert message_end["data"]["segment"] is None
    warnings = [(w["code"], w["segment"]) for w in message_end["data"]["warnings"]]
    assert warnings == [("timed_out", number) for number in missing]


def test_segments_after_the_announced_last_one_are_left_out(world: World) -> None:
    [job, *_] = _ended_segments(world, 0, 2, 3)
    world.messages.finish(str(job.message_id), 3, ME)
    _later(world).sweep()
    assert len(_message_ends(world)[0]["data"]["original_text"].split(".")) == 3


def test_a_message_with_new_segments_is_not_ended(world: World) -> None:
    [job] = _ended_segments(world, 0)
    world.clock.advance(EXECUTION_LIMIT_S - 10)
    world.flow(world.claimed(message_id=job.message_id, segment=1, last=False))
    world.clock.advance(20)
    world.sweep()
    assert _message_ends(world) == []
    world.clock.advance(EXECUTION_LIMIT_S)
    world.sweep()
    assert len(_message_ends(world)) == 1


def test_a_segment_after_the_end_of_its_message_changes_nothing(world: World) -> None:
    """The first end remains, as after `finish`."""
    [job] = _ended_segments(world, 0)
    _later(world).sweep()
    world.flow(world.claimed(message_id=job.message_id, segment=1))
    first, again = _message_ends(world)
    assert first == again
    assert _waiting(world) == []


def test_an_ended_message_leaves_the_queue(world: World) -> None:
    _ended_segments(world, 0)
    _later(world).sweep()
    _later(world).sweep()
    assert len(_message_ends(world)) == 1
    assert _waiting(world) == []


def test_a_message_that_ended_normally_is_not_in_the_queue(world: World) -> None:
    _ended_segments(world, 0, 1, last=1)
    assert len(_message_ends(world)) == 1
    _later(world).sweep()
    assert len(_message_ends(world)) == 1
    assert _waiting(world) == []


def test_one_segment_waits_for_its_message(world: World) -> None:
    _ended_segments(world, 0, 1, 2)
    [found] = _waiting(world)
    assert found.segment == 0


def test_a_segment_that_ends_twice_still_waits(world: World) -> None:
    [job] = _ended_segments(world, 0)
    world.complete(job, a_transcript(speech=False))
    assert len(_waiting(world)) == 1


def test_a_message_that_another_owner_began_is_given_up(world: World) -> None:
    [job] = _ended_segments(world, 1)
    world.send(translate_message(message_id=str(job.message_id)), STRANGER)
    _later(world).sweep()
    assert _message_ends(world) == []
    assert _waiting(world) == []


def test_a_message_that_cannot_be_ended_now_is_ended_later(world: World) -> None:
    _ended_segments(world, 0)
    _later(world).messages.outage = StorageUnavailable()
    with pytest.raises(StorageUnavailable):
        world.sweep()
    world.messages.outage = None
    world.sweep()
    assert len(_message_ends(world)) == 1


# --- Connections --------------------------------------------------------------------------------


def _opened(world: World) -> Connection:
    connection = Connection("old", owner="ann", opened_at_s=round(world.clock()))
    world.connections.add(connection)
    return connection


def test_an_old_connection_is_warned(world: World) -> None:
    old = _opened(world)
    world.clock.advance(CONNECTION_LIMIT_S - WARNING_S + 30)
    world.sweep()
    [each] = world.received(old)
    assert each["type"] == "going_away"
    assert WARNING_S - 60 < each["data"]["in_ms"] / 1000 <= WARNING_S


def test_an_old_connection_is_warned_once(world: World) -> None:
    old = _opened(world)
    world.clock.advance(CONNECTION_LIMIT_S - 60)
    world.sweep()
    world.sweep()
    assert len(world.received(old)) == 1


def test_one_sweep_warns_more_old_connections_than_a_page(world: World) -> None:
    listed, connections = world.connections.list_unwarned, world.connections
    olds = [Connection(f"old-{n}", owner="ann", opened_at_s=round(world.clock())) for n in range(5)]
    for old in olds:
        connections.add(old)
    world.notifier.throttle("old-0")
    few = lambda before_s: dict(list(listed(before_s).items())[:2])  # noqa: E731
    connections.list_unwarned = few  # type: ignore[method-assign]
    world.clock.advance(CONNECTION_LIMIT_S - 60)
    world.sweep()
    assert [len(world.received(old)) for old in olds] == [0, 1, 1, 1, 1]


def test_a_sweep_that_takes_too_long_is_continued_by_the_next(world: World) -> None:
    for n in range(20):
        opened_at_s = round(world.clock())
        world.connections.add(Connection(f"old-{n}", owner="ann", opened_at_s=opened_at_s))
    slow = TickingClock(world.clock() + CONNECTION_LIMIT_S - 60, step_s=MAX_SWEEP_S / 10)
    warned = warn_old_connections(replace(world.sweep_ports, clock=slow))
    assert 0 < warned < 20


def test_a_young_connection_is_not_warned(world: World) -> None:
    young = _opened(world)
    world.clock.advance(CONNECTION_LIMIT_S - WARNING_S - 60)
    world.sweep()
    assert world.received(young) == []


def test_a_closed_connection_is_removed(world: World) -> None:
    old = _opened(world)
    world.notifier.leave(old.connection_id)
    world.clock.advance(CONNECTION_LIMIT_S)
    world.sweep()
    assert world.connections.get(old.connection_id) is None


def test_a_warning_that_failed_is_repeated(world: World) -> None:
    old = _opened(world)
    world.notifier.throttle(old.connection_id)
    world.clock.advance(CONNECTION_LIMIT_S - 60)
    world.sweep()
    world.notifier.trouble.clear()
    world.sweep()
    assert world.notifier.types(old.connection_id) == ["going_away"]


def test_hello_does_not_change_the_age_of_a_connection(world: World) -> None:
    old = _opened(world)
    world.send({"action": "hello", "accepts": ["audio/wav"]}, old)
    found = world.connections.get(old.connection_id)
    assert found
    assert found.opened_at_s == old.opened_at_s


def test_a_second_outcome_of_an_ended_segment_repeats_its_end(world: World, job: Job) -> None:
    world.flow(job)
    world.complete(job, a_transcript(), Branch())
    first, again = _ends(world)
    assert (first["type"], first["data"]["seq"]) == (again["type"], again["data"]["seq"])
