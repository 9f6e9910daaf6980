"""Requests are charged by what they cost, and a flood of refused ones costs no more."""

from __future__ import annotations

import uuid

import pytest

from dragoman.errors import RateLimited
from dragoman.limits.request_meter import MAX_MEMORY_MS, RequestMeter, cost
from dragoman.ports import ChargedSegment, Connection
from dragoman.protocol import AnyClientMessage, Finish, Hello, Ping, Resume, Upload
from tests.fakes import FakeUsage, TickingClock
from tests.unit.world import a_job, generous_limits

ANN = Connection("laptop", "ann")
BOB = Connection("phone", "bob")


class CountingUsage(FakeUsage):
    """Notes how often storage is asked."""

    def __init__(self, clock: TickingClock) -> None:
        super().__init__(generous_limits(segments_under_way=1), clock, request_cost_per_minute=10)
        self.calls = 0

    def count_cost(self, owner: str, address_key: str, cost: int) -> None:
        self.calls += 1
        super().count_cost(owner, address_key, cost)

    def reserve(self, segment: ChargedSegment) -> None:
        self.calls += 1
        super().reserve(segment)


@pytest.fixture
def clock() -> TickingClock:
    return TickingClock(step_s=0.0)


@pytest.fixture
def usage(clock: TickingClock) -> CountingUsage:
    return CountingUsage(clock)


@pytest.fixture
def meter(usage: CountingUsage, clock: TickingClock) -> RequestMeter:
    return RequestMeter(usage, clock)


def test_a_speaker_is_refused_at_the_limit_and_others_are_not(meter: RequestMeter) -> None:
    meter.charge(ANN, 10)
    with pytest.raises(RateLimited):
        meter.charge(ANN, 1)
    meter.charge(BOB, 1)


def test_a_free_request_is_not_counted(meter: RequestMeter, usage: CountingUsage) -> None:
    meter.charge(ANN, 0)
    assert usage.calls == 0


def test_only_the_first_request_of_a_flood_reaches_storage(
    meter: RequestMeter, usage: CountingUsage
) -> None:
    meter.charge(ANN, 10)
    for _ in range(50):
        with pytest.raises(RateLimited) as refused:
            meter.charge(ANN, 1)
        assert 0 < (refused.value.retry_after_ms or 0) <= 60_000
    assert usage.calls == 2


def test_a_refused_segment_is_remembered_for_a_moment(
    meter: RequestMeter, usage: CountingUsage, clock: TickingClock
) -> None:
    first, now_ms = a_job(received_at_ms=round(clock() * 1000)), round(clock() * 1000)
    meter.reserve(first)
    with pytest.raises(RateLimited):
        meter.reserve(a_job(received_at_ms=now_ms))
    usage.settle(first, 1.0)
    with pytest.raises(RateLimited):
        meter.check_segments(first.owner)
    meter.check_segments("another")
    clock.advance(MAX_MEMORY_MS / 1000)
    meter.check_segments(first.owner)
    meter.reserve(a_job(received_at_ms=now_ms))


MESSAGE = uuid.uuid4()


@pytest.mark.parametrize(
    ("message", "least"),
    [
        (Ping(action="ping"), 0),
        (Hello(action="hello"), 1),
        (Upload(action="upload", message_id=MESSAGE, bytes=1), 1),
        (Resume(action="resume", message_id=MESSAGE), 1),
        (Finish(action="finish", message_id=MESSAGE, segments=1), 1),
        (Finish(action="finish", message_id=MESSAGE, segments=500), 6),
    ],
)
def test_a_message_costs_by_what_it_does(message: AnyClientMessage, least: int) -> None:
    assert cost(message) >= least
    assert (cost(message) == 0) == (least == 0)
