"""What every keeper of accounts does."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import pytest

from dragoman.aws.usage import DynamoDBUsage
from dragoman.errors import NotAdmitted, RateLimited
from dragoman.limits.quota import DAY_MS, LEASE_MS
from dragoman.ports import Ticket, Usage
from dragoman.protocol import Job
from tests import conftest
from tests.fakes import FakeUsage, TickingClock
from tests.unit.world import a_job, generous_limits

MORNING_MS = 20_000 * DAY_MS + 8 * 3_600_000
Make = Callable[..., Usage]


@pytest.fixture
def clock() -> TickingClock:
    return TickingClock()


EMULATED = pytest.param("emulated", marks=pytest.mark.emulator)


@pytest.fixture(params=["fake", "moto", EMULATED])
def usage(request: pytest.FixtureRequest, clock: TickingClock) -> Make:
    """Makes one with these limits."""

    def fake(**limits: Any) -> Usage:
        return FakeUsage(generous_limits(**limits), clock, tickets_per_minute=3, reads_per_minute=5)

    def real(**limits: Any) -> Usage:
        return DynamoDBUsage(
            conftest.USAGE,
            generous_limits(**limits),
            tickets_per_minute=3,
            reads_per_minute=5,
            clock=clock,
            timeout_s=5,
        )

    if request.param == "fake":
        return fake
    request.getfixturevalue(request.param)
    return real


@pytest.fixture
def ann() -> str:
    return f"guest:{uuid.uuid4()}"


def job(owner: str, at_ms: int = MORNING_MS) -> Job:
    return a_job(owner=owner, received_at_ms=at_ms)


# --- Tickets ------------------------------------------------------------------------------------


def test_a_ticket_is_spent_once(usage: Make) -> None:
    keeper, ticket = usage(), Ticket(str(uuid.uuid4()), "ann", 1_700_000_060)
    keeper.redeem(ticket)
    with pytest.raises(NotAdmitted):
        keeper.redeem(ticket)


@pytest.mark.parametrize(("counted", "most"), [("count_write", 3), ("count_read", 5)])
def test_requests_per_minute_are_limited(
    usage: Make, clock: TickingClock, counted: str, most: int
) -> None:
    count, visitor = getattr(usage(), counted), str(uuid.uuid4())
    for _ in range(most):
        count(visitor)
    with pytest.raises(RateLimited) as refused:
        count(visitor)
    assert 0 < (refused.value.retry_after_ms or 0) <= 60_000
    count(str(uuid.uuid4()))
    clock.advance((refused.value.retry_after_ms or 0) / 1000)
    count(visitor)


def test_reads_do_not_use_up_writes(usage: Make) -> None:
    keeper, visitor = usage(), str(uuid.uuid4())
    for _ in range(5):
        keeper.count_read(visitor)
    keeper.count_write(visitor)


# --- Rate ---------------------------------------------------------------------------------------


def test_a_burst_and_then_a_steady_rate(usage: Make, ann: str) -> None:
    keeper = usage(segments_per_minute=60, segments_at_once=5)
    for number in range(5):
        keeper.reserve(job(ann, MORNING_MS + number))
    with pytest.raises(RateLimited) as refused:
        keeper.reserve(job(ann, MORNING_MS + 5))
    wait_ms = refused.value.retry_after_ms or 0
    assert 900 < wait_ms <= 1_000
    with pytest.raises(RateLimited):
        keeper.reserve(job(ann, MORNING_MS + 5 + wait_ms - 1))
    for number in range(5):
        keeper.reserve(job(ann, MORNING_MS + 5 + wait_ms + number * 1_000))


def test_whoever_pauses_has_a_burst_again(usage: Make, ann: str) -> None:
    keeper = usage(segments_per_minute=60, segments_at_once=3)
    for start_ms in (MORNING_MS, MORNING_MS + 60_000):
        for _ in range(3):
            keeper.reserve(job(ann, start_ms))
        with pytest.raises(RateLimited):
            keeper.reserve(job(ann, start_ms))


def test_the_rate_of_one_is_not_anothers(usage: Make, ann: str) -> None:
    keeper = usage(segments_per_minute=1, segments_at_once=1)
    keeper.reserve(job(ann))
    keeper.reserve(job(f"{ann}'s brother"))


# --- Under way ----------------------------------------------------------------------------------


def test_so_many_are_under_way_and_no_more(usage: Make, ann: str) -> None:
    keeper = usage(segments_under_way=2)
    first = job(ann)
    keeper.reserve(first)
    keeper.reserve(job(ann))
    with pytest.raises(RateLimited):
        keeper.reserve(job(ann))
    keeper.settle(first, 1.0)
    keeper.reserve(job(ann))


def test_what_never_ended_stops_counting(usage: Make, ann: str) -> None:
    keeper = usage(segments_under_way=2)
    keeper.reserve(job(ann))
    keeper.reserve(job(ann))
    keeper.reserve(job(ann, MORNING_MS + LEASE_MS + 1))


# Not moto: it checks a condition and writes in two steps, between which another thread may write.
@pytest.mark.parametrize("usage", ["fake", EMULATED], indirect=True)
def test_many_at_once_do_not_get_more_than_there_is(usage: Make, ann: str) -> None:
    keeper = usage(segments_under_way=3)

    def begins(_: int) -> bool:
        try:
            keeper.reserve(job(ann))
        except RateLimited:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert 1 <= sum(pool.map(begins, range(16))) <= 3


# --- The day ------------------------------------------------------------------------------------


def test_speech_is_counted_once_and_bounded_by_day(usage: Make, ann: str) -> None:
    keeper = usage(audio_s_per_day=10)
    for _ in range(2):
        spoken = job(ann)
        keeper.reserve(spoken)
        keeper.settle(spoken, 5.0)
        keeper.settle(spoken, 5.0)  # a stage may run twice
    with pytest.raises(RateLimited) as refused:
        keeper.reserve(job(ann))
    assert refused.value.retry_after_ms == 16 * 3_600_000
    keeper.reserve(job(ann, MORNING_MS + 16 * 3_600_000))


def test_whoever_hides_how_long_it_was_has_spoken_as_long_as_one_may(usage: Make, ann: str) -> None:
    keeper = usage(audio_s=30.0, audio_s_per_day=60)
    keeper.reserve(job(ann))
    keeper.reserve(job(ann))
    for later_ms in (0, LEASE_MS + 1):
        with pytest.raises(RateLimited):
            keeper.reserve(job(ann, MORNING_MS + later_ms))


def test_an_end_without_a_beginning_is_fine(usage: Make, ann: str) -> None:
    usage().settle(job(ann), 5.0)


def test_accounts_expire_and_name_no_address(moto: None, ann: str) -> None:
    keeper = DynamoDBUsage(
        conftest.USAGE, generous_limits(),
        tickets_per_minute=3, reads_per_minute=5, clock=lambda: 1_000, timeout_s=5,
    )  # fmt: skip
    keeper.count_write("198.51.100.7")
    keeper.count_read("198.51.100.7")
    keeper.redeem(Ticket("1", "ann", 1_060))
    keeper.reserve(job(ann))
    items = boto3.client("dynamodb").scan(TableName=conftest.USAGE)["Items"]
    assert len(items) == 4
    assert all("expires_at" in item for item in items)
    assert "198.51.100.7" not in str(items)
