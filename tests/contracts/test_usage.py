"""The contract of Usage, for the fake and for DynamoDB."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import pytest

from dragoman.aws.usage import DynamoDBUsage
from dragoman.errors import Busy, NotAdmitted, RateLimited
from dragoman.limits.quota import ADDRESS_LIMIT_FACTOR, DAY_MS, LEASE_MS
from dragoman.ports import ClaimedSegment, Ticket, Usage
from dragoman.protocol import Job
from tests import conftest
from tests.fakes import FakeUsage, TickingClock
from tests.unit.world import a_job, generous_limits

MORNING_MS = 20_000 * DAY_MS + 8 * 3_600_000
LIMITS: dict[str, Any] = {
    "tickets_per_minute": 3,
    "reads_per_minute": 5,
    "request_cost_per_minute": 10,
    "room_code_attempts": 4,
    "max_audio_s_per_day": 1e6,
}
Make = Callable[..., Usage]


@pytest.fixture
def clock() -> TickingClock:
    return TickingClock()


EMULATED = pytest.param("emulated", marks=pytest.mark.emulator)


@pytest.fixture(params=["fake", "moto", EMULATED])
def usage(request: pytest.FixtureRequest, clock: TickingClock) -> Make:
    """Builds a Usage with these limits."""

    def fake(**limits: Any) -> Usage:
        return FakeUsage(generous_limits(**limits), clock, **LIMITS)

    def real(**limits: Any) -> Usage:
        return DynamoDBUsage(
            conftest.USAGE,
            generous_limits(**limits),
            **LIMITS,
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


def job(owner: str, at_ms: int = MORNING_MS, address_key: str = "") -> Job:
    return a_job(owner=owner, received_at_ms=at_ms, address_key=address_key)


def upload_of(job: Job, before_ms: int = 5_000) -> ClaimedSegment:
    """The announcement of a segment's recording, before the segment was sent."""
    return ClaimedSegment(
        job.message_id, job.segment, job.owner, job.address_key, job.received_at_ms - before_ms
    )


@pytest.fixture
def home() -> str:
    """The key of an address."""
    return uuid.uuid4().hex


# --- Tickets ------------------------------------------------------------------------------------


def test_a_ticket_is_redeemed_once(usage: Make) -> None:
    tracker, ticket = usage(), Ticket(str(uuid.uuid4()), "ann", 1_700_000_060)
    tracker.redeem(ticket)
    with pytest.raises(NotAdmitted):
        tracker.redeem(ticket)


@pytest.mark.parametrize(("counted", "most"), [("count_write", 3), ("count_read", 5)])
def test_requests_a_minute_are_limited(
    usage: Make, clock: TickingClock, counted: str, most: int
) -> None:
    count, key = getattr(usage(), counted), str(uuid.uuid4())
    for _ in range(most):
        count(key)
    with pytest.raises(RateLimited) as refused:
        count(key)
    assert 0 < (refused.value.retry_after_ms or 0) <= 60_000
    count(str(uuid.uuid4()))
    clock.advance((refused.value.retry_after_ms or 0) / 1000)
    count(key)


def test_reads_and_writes_are_counted_separately(usage: Make) -> None:
    tracker, key = usage(), str(uuid.uuid4())
    for _ in range(5):
        tracker.count_read(key)
    tracker.count_write(key)


# --- What requests cost --------------------------------------------------------------------------


def test_requests_are_limited_by_what_they_cost(usage: Make, clock: TickingClock, ann: str) -> None:
    tracker = usage()
    tracker.count_cost(ann, "", 8)
    tracker.count_cost(ann, "", 2)
    with pytest.raises(RateLimited) as refused:
        tracker.count_cost(ann, "", 1)
    clock.advance((refused.value.retry_after_ms or 0) / 1000)
    tracker.count_cost(ann, "", 10)


def test_wrong_codes_are_limited_in_ten_minutes_and_right_ones_are_not(
    usage: Make, ann: str, clock: TickingClock
) -> None:
    tracker = usage()
    for _ in range(6):
        tracker.count_guess(ann)
        tracker.forgive_guess(ann)
    for _ in range(4):
        tracker.count_guess(ann)
    for _ in range(2):
        with pytest.raises(RateLimited) as refusal:
            tracker.count_guess(ann)
    assert 0 < (refusal.value.retry_after_ms or 0) <= 600_000
    tracker.count_guess(f"not {ann}")
    clock.advance(601)
    tracker.count_guess(ann)


def test_an_address_has_room_for_a_household(usage: Make, home: str) -> None:
    tracker = usage()
    for _ in range(ADDRESS_LIMIT_FACTOR):
        tracker.count_cost(f"guest:{uuid.uuid4()}", home, 10)
    with pytest.raises(RateLimited):
        tracker.count_cost(f"guest:{uuid.uuid4()}", home, 1)
    tracker.count_cost(f"guest:{uuid.uuid4()}", uuid.uuid4().hex, 1)


# --- What requests cost --------------------------------------------------------------------------


# --- Rate ---------------------------------------------------------------------------------------


def test_a_burst_is_followed_by_the_sustained_rate(usage: Make, ann: str) -> None:
    tracker = usage(segments_per_minute=60, segments_at_once=5)
    for number in range(5):
        tracker.reserve(job(ann, MORNING_MS + number))
    with pytest.raises(RateLimited) as refused:
        tracker.reserve(job(ann, MORNING_MS + 5))
    wait_ms = refused.value.retry_after_ms or 0
    assert 900 < wait_ms <= 1_000
    with pytest.raises(RateLimited):
        tracker.reserve(job(ann, MORNING_MS + 5 + wait_ms - 1))
    for number in range(5):
        tracker.reserve(job(ann, MORNING_MS + 5 + wait_ms + number * 1_000))


def test_a_pause_allows_another_burst(usage: Make, ann: str) -> None:
    tracker = usage(segments_per_minute=60, segments_at_once=3)
    for start_ms in (MORNING_MS, MORNING_MS + 60_000):
        for _ in range(3):
            tracker.reserve(job(ann, start_ms))
        with pytest.raises(RateLimited):
            tracker.reserve(job(ann, start_ms))


def test_rates_of_speakers_are_separate(usage: Make, ann: str) -> None:
    tracker = usage(segments_per_minute=1, segments_at_once=1)
    tracker.reserve(job(ann))
    tracker.reserve(job(f"{ann}'s brother"))


# --- Under way ----------------------------------------------------------------------------------


def test_segments_under_way_are_limited(usage: Make, ann: str) -> None:
    tracker = usage(segments_under_way=2)
    first = job(ann)
    tracker.reserve(first)
    tracker.reserve(job(ann))
    with pytest.raises(RateLimited):
        tracker.reserve(job(ann))
    tracker.settle(first, 1.0)
    tracker.reserve(job(ann))


def test_a_segment_that_never_ended_stops_counting(usage: Make, ann: str) -> None:
    tracker = usage(segments_under_way=2)
    tracker.reserve(job(ann))
    tracker.reserve(job(ann))
    tracker.reserve(job(ann, MORNING_MS + LEASE_MS + 1))


# Not moto: it checks a condition and writes in two steps, between which another thread may write.
@pytest.mark.parametrize("usage", ["fake", EMULATED], indirect=True)
def test_concurrent_reservations_do_not_exceed_the_limit(usage: Make, ann: str) -> None:
    tracker = usage(segments_under_way=3)

    def reserved(_: int) -> bool:
        try:
            tracker.reserve(job(ann))
        except RateLimited:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert 1 <= sum(pool.map(reserved, range(16))) <= 3


def test_an_upload_and_its_segment_count_once(usage: Make, ann: str) -> None:
    tracker = usage(segments_under_way=2, segments_at_once=2, segments_per_minute=1, audio_s=30.0,
                    audio_s_per_day=60)  # fmt: skip
    first, second = job(ann), job(ann)
    tracker.reserve(upload_of(first))
    tracker.reserve(upload_of(second))
    with pytest.raises(RateLimited):
        tracker.reserve(job(ann))
    tracker.reserve(first)
    tracker.reserve(second)
    with pytest.raises(RateLimited):
        tracker.reserve(job(ann))


def test_uploads_alone_are_limited_like_segments(usage: Make, ann: str) -> None:
    tracker = usage(segments_under_way=3)
    for _ in range(3):
        tracker.reserve(upload_of(job(ann)))
    with pytest.raises(RateLimited):
        tracker.reserve(upload_of(job(ann)))


# --- The address ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "limits",
    [
        {"segments_under_way": 2},
        {"segments_at_once": 2, "segments_per_minute": 1},
        {"audio_s": 30.0, "audio_s_per_day": 60},
    ],
    ids=["under way", "a minute", "a day"],
)
def test_guests_of_one_address_share_what_a_household_may_use(
    usage: Make, home: str, limits: dict[str, Any]
) -> None:
    tracker = usage(**limits)
    for _ in range(2 * ADDRESS_LIMIT_FACTOR):
        tracker.reserve(job(f"guest:{uuid.uuid4()}", address_key=home))
    another = f"guest:{uuid.uuid4()}"
    with pytest.raises(RateLimited):
        tracker.reserve(job(another, address_key=home))
    tracker.reserve(job(another, address_key=uuid.uuid4().hex))


def test_a_segment_refused_for_its_address_is_not_charged_to_its_speaker(
    usage: Make, ann: str, home: str
) -> None:
    tracker = usage(segments_under_way=1)
    others = [job(f"guest:{uuid.uuid4()}", address_key=home) for _ in range(ADDRESS_LIMIT_FACTOR)]
    for other in others:
        tracker.reserve(other)
    with pytest.raises(RateLimited):
        tracker.reserve(job(ann, address_key=home))
    tracker.settle(others[0], 1.0)
    tracker.reserve(job(ann, address_key=home))


# --- The day ------------------------------------------------------------------------------------


def test_speech_is_charged_once_and_limited_by_day(usage: Make, ann: str) -> None:
    tracker = usage(audio_s_per_day=10)
    for _ in range(2):
        one_job = job(ann)
        tracker.reserve(one_job)
        tracker.settle(one_job, 5.0)
        tracker.settle(one_job, 5.0)  # a stage may run twice
    with pytest.raises(RateLimited) as refused:
        tracker.reserve(job(ann))
    assert refused.value.retry_after_ms == 16 * 3_600_000
    tracker.reserve(job(ann, MORNING_MS + 16 * 3_600_000))


def test_a_segment_without_a_settlement_costs_the_longest_duration(usage: Make, ann: str) -> None:
    tracker = usage(audio_s=30.0, audio_s_per_day=60)
    tracker.reserve(job(ann))
    tracker.reserve(job(ann))
    for later_ms in (0, LEASE_MS + 1):
        with pytest.raises(RateLimited):
            tracker.reserve(job(ann, MORNING_MS + later_ms))


def test_the_whole_service_has_a_limit_for_the_day(
    usage: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, "max_audio_s_per_day", 10.0)
    tracker, at_ms = usage(), DAY_MS * (30_000 + uuid.uuid4().int % 30_000)
    for _ in range(2):
        spoken = job(f"guest:{uuid.uuid4()}", at_ms)
        tracker.reserve(spoken)
        tracker.settle(spoken, 5.0)
        tracker.settle(spoken, 5.0)
    with pytest.raises(Busy) as refused:
        tracker.reserve(job(f"guest:{uuid.uuid4()}", at_ms))
    assert refused.value.retry_after_ms == DAY_MS
    tracker.reserve(job(f"guest:{uuid.uuid4()}", at_ms + DAY_MS))


def test_settling_without_a_reservation_does_nothing(usage: Make, ann: str) -> None:
    usage().settle(job(ann), 5.0)


def test_items_expire_and_hold_no_address(moto: None, ann: str) -> None:
    tracker = DynamoDBUsage(
        conftest.USAGE, generous_limits(), **LIMITS, clock=lambda: 1_000, timeout_s=5
    )  # fmt: skip
    tracker.count_write("198.51.100.7")
    tracker.count_read("198.51.100.7")
    tracker.redeem(Ticket("1", "ann", 1_060))
    tracker.reserve(job(ann))
    items = boto3.client("dynamodb").scan(TableName=conftest.USAGE)["Items"]
    assert len(items) == 4
    assert all("expires_at" in item for item in items)
    assert "198.51.100.7" not in str(items)


# --- Blocked owners -----------------------------------------------------------------------------


def test_a_blocked_owner_is_refused_until_the_time(usage: Make, clock: TickingClock) -> None:
    eve, ann, usage_ = f"user:{uuid.uuid4()}", f"user:{uuid.uuid4()}", usage()
    usage_.require_unblocked(eve)
    usage_.block(eve, clock() + 60)
    usage_.require_unblocked(ann)
    with pytest.raises(NotAdmitted):
        usage_.require_unblocked(eve)
    clock.advance(61)
    usage_.require_unblocked(eve)


def test_a_later_block_is_kept(usage: Make, clock: TickingClock) -> None:
    eve, usage_ = f"user:{uuid.uuid4()}", usage()
    usage_.block(eve, clock() + 600)
    usage_.block(eve, clock() + 60)
    clock.advance(120)
    with pytest.raises(NotAdmitted):
        usage_.require_unblocked(eve)
