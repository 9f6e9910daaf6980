"""The rule behind the rate limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import RateLimited
from dragoman.limits.leaky_bucket import LeakyBucket
from dragoman.limits.rate_limiter import MAX_CONNECTIONS, ConnectionRateLimiter

BUCKET = LeakyBucket(interval_ms=1_000, burst=3)


def _accepted(bucket: LeakyBucket, times_ms: list[int]) -> list[int]:
    """The times at which a request was accepted."""
    empty_at_ms, accepted = 0.0, []
    for now_ms in times_ms:
        if not bucket.retry_after_ms(empty_at_ms, now_ms):
            empty_at_ms = bucket.add(empty_at_ms, now_ms)
            accepted.append(now_ms)
    return accepted


def test_an_empty_bucket_accepts_a_burst() -> None:
    assert _accepted(BUCKET, [5_000] * 10) == [5_000] * 3


def test_a_full_bucket_accepts_one_request_per_interval() -> None:
    times_ms = [5_000] * 3 + list(range(5_000, 9_001, 100))
    assert _accepted(BUCKET, times_ms)[3:] == [6_000, 7_000, 8_000, 9_000]


@given(st.lists(st.integers(0, 60_000), max_size=60).map(sorted))
def test_no_period_exceeds_the_burst_and_the_rate(times_ms: list[int]) -> None:
    accepted = _accepted(BUCKET, times_ms)
    for first, start in enumerate(accepted):
        for last, end in enumerate(accepted[first:], first):
            assert last - first + 1 <= BUCKET.burst + (end - start) / BUCKET.interval_ms


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_delay_is_the_time_until_a_request_is_accepted(empty_at_ms: int, now_ms: int) -> None:
    wait_ms = BUCKET.retry_after_ms(empty_at_ms, now_ms)
    assert BUCKET.retry_after_ms(empty_at_ms, now_ms + wait_ms) == 0
    assert wait_ms == 0 or BUCKET.retry_after_ms(empty_at_ms, now_ms + wait_ms - 1) == 1


def test_each_connection_has_its_own_rate() -> None:
    limiter = ConnectionRateLimiter(1, lambda: 100.0)
    for name in ("a", "b"):
        for _ in range(3):
            limiter.check(name)
        with pytest.raises(RateLimited) as refused:
            limiter.check(name)
        assert refused.value.retry_after_ms == 1_000


def test_the_least_recently_used_connections_are_forgotten() -> None:
    limiter = ConnectionRateLimiter(1, lambda: 100.0)
    for _ in range(3):
        limiter.check("first")
    for number in range(MAX_CONNECTIONS):
        limiter.check(f"other-{number}")
    limiter.check("first")
