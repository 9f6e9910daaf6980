"""Replay of the events that a client missed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.conversation.resume import MAX_REPLAY_S
from dragoman.ports import Connection
from dragoman.protocol import Job
from tests.fakes import FakeUsage
from tests.unit.world import ME, STRANGER, World, generous_limits

PHONE = Connection("phone", owner=ME.owner)


def _resume(job: Job, **fields: Any) -> dict[str, Any]:
    return {"action": "resume", "message_id": str(job.message_id)} | fields


def _seqs(events: list[dict[str, Any]]) -> list[int]:
    return [event["data"]["seq"] for event in events]


def test_every_event_is_sent_again_in_order(world: World, job: Job) -> None:
    world.flow(job)
    first = _seqs(world.received())
    assert _seqs(world.send(_resume(job))) == first == sorted(first)


@given(after=st.integers(0, 301))
def test_only_missed_events_are_sent_again(after: int) -> None:
    world = World()
    job = world.claimed()
    world.flow(job)
    missed = [seq for seq in _seqs(world.received()) if seq > after]
    assert _seqs(world.send(_resume(job, after_seq=after))) == missed


def test_links_are_signed_again(world: World, job: Job) -> None:
    world.flow(job)
    links = {e["data"]["url"] for e in world.received() if "url" in e["data"]}
    again = {e["data"]["url"] for e in world.send(_resume(job)) if "url" in e["data"]}
    assert len(again) == len(links)
    assert not links & again


def test_segments_are_sent_one_after_the_other(world: World, job: Job) -> None:
    world.claimed(message_id=job.message_id, segment=1)
    assert [e["data"]["segment"] for e in world.send(_resume(job))] == [0, 1]


def test_later_events_go_to_the_new_connection(world: World, job: Job) -> None:
    world.connections.add(PHONE)
    received = world.send(_resume(job), PHONE)
    world.transcribe(job)
    assert _seqs(received) == [1]
    assert _seqs(world.received(PHONE)) == [1, 2, 3]
    assert _seqs(world.received(ME)) == [1]


def test_nothing_is_lost_without_a_listener(world: World, job: Job) -> None:
    world.notifier.leave("me")
    world.flow(job)
    world.connections.add(PHONE)
    received = world.send(_resume(job), PHONE)
    assert received[-1]["type"] == "translation_complete"
    assert _seqs(received)[:5] == [1, 2, 3, 4, 5]


# --- Long messages ------------------------------------------------------------------------------


def _spoken(world: World, segments: int) -> Job:
    """A message of so many segments that has ended."""
    job = world.claimed(last=segments == 1)
    world.flow(job)
    for n in range(1, segments):
        world.flow(world.claimed(message_id=job.message_id, segment=n, last=n == segments - 1))
    return job


def _posting_takes(world: World, seconds: float) -> None:
    post = world.notifier.post

    def slowly(connection_id: str, message: dict[str, Any]) -> None:
        world.clock.advance(seconds)
        post(connection_id, message)

    world.notifier.post = slowly  # type: ignore[method-assign]


def _by_pages(world: World, request: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """The pages that a client receives until there is no more."""
    pages = [world.send(request)]
    while pages[-1][-1]["type"] == "more_to_resume":
        pages.append(world.send({"action": "resume", **pages[-1][-1]["data"]}))
    return pages


@pytest.mark.parametrize("after_seq", [0, 199])
@pytest.mark.parametrize("post_s", [0.01, 1.0, 60.0])
def test_the_pages_contain_all_events_in_order(post_s: float, after_seq: int) -> None:
    world = World()
    job = _spoken(world, 7)
    at_once = world.send(_resume(job, after_seq=after_seq))
    _posting_takes(world, post_s)
    pages = _by_pages(world, _resume(job, after_seq=after_seq))
    events = [event for page in pages for event in page if event["type"] != "more_to_resume"]
    assert _places(events) == _places(at_once)
    assert events[-1]["data"]["segment"] is None
    assert len(pages) == {0.01: 1, 1.0: len(pages), 60.0: 7}[post_s]


def _places(events: list[dict[str, Any]]) -> list[tuple[int | None, int]]:
    return [(event["data"]["segment"], event["data"]["seq"]) for event in events]


def test_each_page_ends_in_time(world: World) -> None:
    job = _spoken(world, 30)
    _posting_takes(world, 0.5)
    began_s = world.clock()
    page = world.send(_resume(job))
    assert page[-1]["type"] == "more_to_resume"
    assert MAX_REPLAY_S < world.clock() - began_s < 25
    assert page[-1]["data"]["from_segment"] == page[-2]["data"]["segment"] + 1


def test_a_later_page_leaves_out_earlier_segments(world: World) -> None:
    job = _spoken(world, 3)
    received = world.send(_resume(job, after_seq=299, from_segment=1))
    assert _places(received) == [(1, 300), (2, 300), (None, 400)]


def test_the_first_page_makes_the_connection_the_listener(world: World) -> None:
    world.connections.add(PHONE)
    job = _spoken(world, 2)
    late = world.claimed(message_id=job.message_id, segment=2)
    _posting_takes(world, 60)
    assert world.send(_resume(job), PHONE)[-1]["type"] == "more_to_resume"
    world.transcribe(late)
    assert _places(world.received(PHONE)[-2:]) == [(2, 2), (2, 3)]


@pytest.mark.parametrize("message_id", ["6f9619ff-8b86-4d01-b42d-00c04fc964ff"])
def test_an_unknown_message_is_refused(world: World, message_id: str) -> None:
    [error] = world.send({"action": "resume", "message_id": message_id})
    assert error["data"]["code"] == "message_unknown"
    assert error["data"]["message_id"] == message_id


def test_the_message_of_another_owner_is_refused_as_unknown(world: World, job: Job) -> None:
    [error] = world.send(_resume(job), STRANGER)
    assert error["data"]["code"] == "message_unknown"
    world.transcribe(job)
    assert world.notifier.types("stranger") == ["error"]


def test_a_segment_before_the_requested_ones_is_not_written(world: World, job: Job) -> None:
    for segment in range(1, 4):
        world.claimed(message_id=job.message_id, segment=segment)
    world.connections.add(PHONE)
    world.send(_resume(job, from_segment=3), PHONE)
    message_id = str(job.message_id)
    listeners = [
        world.messages.append(message_id, segment, 2, {"type": "t", "data": {"seq": 2}}).listener
        for segment in range(4)
    ]
    assert listeners == ["phone", "me", "me", "phone"]  # the first holds the end of the message


def test_every_segment_counts_as_a_request(world: World, job: Job) -> None:
    for segment in range(1, 10):
        world.claimed(message_id=job.message_id, segment=segment)
    world.usage = FakeUsage(generous_limits(), world.clock, request_cost_per_minute=25)
    for _ in range(2):
        assert world.send(_resume(job))[-1]["type"] == "processing_started"
    [error] = world.send(_resume(job))
    assert error["data"]["code"] == "rate_limited"
    assert world.send(_resume(job, from_segment=9))[-1]["data"]["code"] == "rate_limited"
    world.clock.advance(60)
    assert len(world.send(_resume(job, from_segment=9))) == 1
