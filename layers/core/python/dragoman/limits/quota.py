"""The quotas of a speaker and of an address: a rate of segments, segments under way, and seconds of
speech a day."""

from dataclasses import dataclass
from math import ceil

from dragoman.errors import RateLimited
from dragoman.limits.leaky_bucket import LeakyBucket
from dragoman.ports import ChargedSegment
from dragoman.protocol import Limits

DAY_MS = 86_400_000
LEASE_MS = 300_000
"""Longer than an execution may last: after that a segment has ended without a report."""
RETRY_MS = 1_000
"""A segment takes about that long."""


ADDRESS_LIMIT_FACTOR = 4
"""The quotas of one address, as a multiple of those of one speaker."""
ADDRESS_LIMITS = (
    "segments_per_minute",
    "segments_at_once",
    "segments_under_way",
    "audio_s_per_day",
)


@dataclass(frozen=True)
class Account:
    """A speaker or an address, to which segments are charged."""

    key: str
    limits: Limits


def accounts(segment: ChargedSegment, limits: Limits) -> list[Account]:
    """The accounts to which the segment is charged, its speaker's first."""
    speaker = Account(f"speaker#{segment.owner}", limits)
    if not segment.address_key:
        return [speaker]
    more = {name: ADDRESS_LIMIT_FACTOR * getattr(limits, name) for name in ADDRESS_LIMITS}
    return [speaker, Account(f"address#{segment.address_key}", limits.model_copy(update=more))]


@dataclass(frozen=True)
class QuotaUsage:
    """The usage of one account on one day."""

    empty_at_ms: int = 0
    """The Unix time at which the bucket of the segment rate is empty."""
    leases: frozenset[str] = frozenset()
    """One lease for each segment that was accepted and has not ended."""
    audio_s: float = 0.0

    def without(self, replaced: frozenset[str], limits: Limits) -> "QuotaUsage":
        """The usage as if these leases had never been taken."""
        interval_ms = segment_bucket(limits).interval_ms
        return QuotaUsage(
            empty_at_ms=round(self.empty_at_ms - interval_ms * len(replaced)),
            leases=self.leases - replaced,
            audio_s=self.audio_s - limits.audio_s * len(replaced),
        )


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


def day(segment: ChargedSegment) -> int:
    """The day to which the segment is charged, counted from 1970."""
    return segment.received_at_ms // DAY_MS


def lease(segment: ChargedSegment) -> str:
    """The lease of the segment, which ends with its time of acceptance."""
    return f"{_lease_prefix(segment)}{segment.received_at_ms}"


def earlier_leases(leases: frozenset[str], segment: ChargedSegment) -> frozenset[str]:
    """Leases of the same segment: an upload took one, or a former try."""
    prefix = _lease_prefix(segment)
    return frozenset(one for one in leases - {lease(segment)} if one.startswith(prefix))


def _lease_prefix(segment: ChargedSegment) -> str:
    return f"{segment.message_id}/{segment.segment}/"


def expired(leases: frozenset[str], now_ms: int) -> frozenset[str]:
    """The leases of segments that have ended without a report."""
    return frozenset(one for one in leases if int(one.rpartition("/")[2]) + LEASE_MS < now_ms)
