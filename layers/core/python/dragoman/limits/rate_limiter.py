"""The rate limit of one connection, for messages of any kind."""

from collections import OrderedDict

from dragoman.errors import RateLimited
from dragoman.limits.leaky_bucket import LeakyBucket
from dragoman.ports import Clock

BURST_S = 2
"""A burst may have as many messages as this number of seconds allows."""
MAX_CONNECTIONS = 1_000
"""Buckets that are kept; the one that was used least recently goes first."""


class ConnectionRateLimiter:
    """Counts in this process only, which takes no time; other limits bound the rest."""

    def __init__(self, per_second: int, clock: Clock) -> None:
        self._bucket = LeakyBucket(1000 / per_second, BURST_S * per_second + 1)
        self._clock = clock
        self._empty_at_ms: OrderedDict[str, float] = OrderedDict()

    def check(self, connection_id: str) -> None:
        """Counts a message. Raises RateLimited."""
        now_ms = self._clock() * 1000
        empty_at_ms = self._empty_at_ms.get(connection_id, 0.0)
        if wait_ms := self._bucket.retry_after_ms(empty_at_ms, now_ms):
            raise RateLimited("This connection sends messages too fast.", wait_ms)
        self._empty_at_ms[connection_id] = self._bucket.add(empty_at_ms, now_ms)
        self._empty_at_ms.move_to_end(connection_id)
        if len(self._empty_at_ms) > MAX_CONNECTIONS:
            self._empty_at_ms.popitem(last=False)
