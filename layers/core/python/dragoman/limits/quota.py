"""The quotas of one speaker: a rate of segments, segments under way, and seconds of speech a day."""

from dataclasses import dataclass
from math import ceil

from dragoman.errors import RateLimited
from dragoman.limits.leaky_bucket import LeakyBucket
from dragoman.protocol import Job, Limits

DAY_MS = 86_400_000
LEASE_MS = 300_000
"""Longer than an execution may last: after that a segment has ended without a report."""
RETRY_MS = 1_000
"""A segment takes about that long."""


@dataclass(frozen=True)
class QuotaUsage:
    """The usage of one speaker on one day."""

    empty_at_ms: int = 0
    """The Unix time at which the bucket of the segment rate is empty."""
    leases: frozenset[str] = frozenset()
    """One lease for each segment that was accepted and has not ended."""
    audio_s: float = 0.0


def segment_bucket(limits: Limits) -> LeakyBucket:
    """The rate of segments."""
    return LeakyBucket(ceil(60_000 / limits.segments_per_minute), limits.segments_at_once)


def check(used: QuotaUsage, limits: Limits, now_ms: int) -> None:
    """Raises RateLimited when the speaker may not send another segment now."""
    if used.audio_s >= limits.audio_s_per_day:
        hours = limits.audio_s_per_day / 3600
        raise RateLimited(f"The quota is {hours:.3g} h of speech a day.", DAY_MS - now_ms % DAY_MS)
    if len(used.leases) >= limits.segments_under_way:
        raise RateLimited(
            f"The quota is {limits.segments_under_way} segments under way at once.", RETRY_MS
        )
    if wait_ms := segment_bucket(limits).retry_after_ms(used.empty_at_ms, now_ms):
        raise RateLimited(f"The quota is {limits.segments_per_minute} segments a minute.", wait_ms)


def day(job: Job) -> int:
    """The day to which the segment is charged, counted from 1970."""
    return job.received_at_ms // DAY_MS


def lease(job: Job) -> str:
    """The lease of the segment, which ends with its time of acceptance."""
    return f"{job.message_id}/{job.segment}/{job.received_at_ms}"


def expired(leases: frozenset[str], now_ms: int) -> frozenset[str]:
    """The leases of segments that have ended without a report."""
    return frozenset(one for one in leases if int(one.rpartition("/")[2]) + LEASE_MS < now_ms)
