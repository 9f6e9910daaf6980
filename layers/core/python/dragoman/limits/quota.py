"""How much of the service one speaker may use, and when to come back.

The rate is a leaky bucket in one number: the time at which the speaker would be even with the rate
again. Each segment moves it on by one interval; it may run ahead of the clock by one burst.
"""

from dataclasses import dataclass
from math import ceil

from dragoman.errors import RateLimited
from dragoman.protocol import Job, Limits

DAY_MS = 86_400_000
LEASE_MS = 300_000
"""Longer than a flow may last: what is under way for so long has ended without saying so."""
BUSY_RETRY_MS = 1_000
"""A segment takes about that long."""


@dataclass(frozen=True)
class QuotaUsage:
    """What a speaker has used on one day."""

    even_at_ms: int = 0
    """Unix time at which the speaker will be even with the rate."""
    under_way: frozenset[str] = frozenset()
    """Leases of segments accepted and not ended."""
    audio_s: float = 0.0


def interval_ms(limits: Limits) -> int:
    """Between two segments, in the long run."""
    return ceil(60_000 / limits.segments_per_minute)


def ahead_ms(limits: Limits) -> int:
    """How far a burst may run ahead of the clock."""
    return interval_ms(limits) * (limits.segments_at_once - 1)


def check(used: QuotaUsage, limits: Limits, now_ms: int) -> None:
    """Whether one more segment may begin. Raises RateLimited."""
    if used.audio_s >= limits.audio_s_per_day:
        hours = limits.audio_s_per_day / 3600
        raise RateLimited(f"{hours:.3g} h of speech a day are enough.", DAY_MS - now_ms % DAY_MS)
    if len(used.under_way) >= limits.segments_under_way:
        raise RateLimited(
            f"{limits.segments_under_way} segments of yours are under way.", BUSY_RETRY_MS
        )
    early_ms = used.even_at_ms - ahead_ms(limits) - now_ms
    if early_ms > 0:
        raise RateLimited(f"{limits.segments_per_minute} segments a minute are enough.", early_ms)


def day(job: Job) -> int:
    """The day on whose account the segment goes, counted from 1970."""
    return job.received_at_ms // DAY_MS


def lease(job: Job) -> str:
    """What stands for the segment while it is under way."""
    return f"{job.message_id}/{job.segment}/{job.received_at_ms}"


def expired(leases: frozenset[str], now_ms: int) -> frozenset[str]:
    return frozenset(one for one in leases if int(one.rpartition("/")[2]) + LEASE_MS < now_ms)
