"""A client asks for what it missed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.messages import Job
from dragoman.ports import Connection
from tests.unit.world import ME, STRANGER, World

PHONE = Connection("phone", owner=ME.owner)


def _resume(job: Job, **fields: Any) -> dict[str, Any]:
    return {"action": "resume", "message_id": str(job.message_id)} | fields


def _seqs(events: list[dict[str, Any]]) -> list[int]:
    return [event["data"]["seq"] for event in events]


def test_everything_said_is_said_again_in_order(world: World, job: Job) -> None:
    world.flow(job)
    first = _seqs(world.heard())
    assert _seqs(world.say(_resume(job))) == first == sorted(first)


@given(after=st.integers(0, 301))
def test_only_what_was_missed_is_said_again(after: int) -> None:
    world = World()
    job = world.claimed()
    world.flow(job)
    missed = [seq for seq in _seqs(world.heard()) if seq > after]
    assert _seqs(world.say(_resume(job, after_seq=after))) == missed


def test_links_are_fresh(world: World, job: Job) -> None:
    world.flow(job)
    links = {e["data"]["url"] for e in world.heard() if "url" in e["data"]}
    again = {e["data"]["url"] for e in world.say(_resume(job)) if "url" in e["data"]}
    assert len(again) == len(links)
    assert not links & again


def test_segments_come_one_after_the_other(world: World, job: Job) -> None:
    world.claimed(message_id=job.message_id, segment=1)
    assert [e["data"]["segment"] for e in world.say(_resume(job))] == [0, 1]


def test_what_comes_later_is_heard_on_the_new_connection(world: World, job: Job) -> None:
    world.connections.add(PHONE)
    heard = world.say(_resume(job), PHONE)
    world.transcribe(job)
    assert _seqs(heard) == [1]
    assert _seqs(world.heard(PHONE)) == [1, 2, 3]
    assert _seqs(world.heard(ME)) == [1]


def test_nothing_is_lost_while_nobody_listens(world: World, job: Job) -> None:
    world.notifier.leave("me")
    world.flow(job)
    world.connections.add(PHONE)
    heard = world.say(_resume(job), PHONE)
    assert heard[-1]["type"] == "translation_complete"
    assert _seqs(heard)[:5] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("message_id", ["6f9619ff-8b86-4d01-b42d-00c04fc964ff"])
def test_an_unknown_message_is_refused(world: World, message_id: str) -> None:
    [error] = world.say({"action": "resume", "message_id": message_id})
    assert error["data"]["code"] == "message_unknown"
    assert error["data"]["message_id"] == message_id


def test_the_message_of_another_is_as_unknown_as_none(world: World, job: Job) -> None:
    [error] = world.say(_resume(job), STRANGER)
    assert error["data"]["code"] == "message_unknown"
    world.transcribe(job)
    assert world.notifier.types("stranger") == ["error"]
