"""The rule behind the rate limits.

A leaky bucket is one number: the time at which it will be empty. Each request adds the time in which
one request drains. A request is refused while the bucket holds a whole burst.
"""

from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True)
class LeakyBucket:
    interval_ms: float
    """The time in which one request drains."""
    burst: float
    """The number of requests that an empty bucket accepts at once."""

    @property
    def headroom_ms(self) -> float:
        """The maximum time until the bucket is empty at which a request is accepted."""
        return self.interval_ms * (self.burst - 1)

    def retry_after_ms(self, empty_at_ms: float, now_ms: float) -> int:
        """The time until the next request is accepted; 0 when it is accepted now."""
        return max(0, ceil(empty_at_ms - self.headroom_ms - now_ms))

    def add(self, empty_at_ms: float, now_ms: float) -> float:
        """The time of emptiness after one more request."""
        return max(empty_at_ms, now_ms) + self.interval_ms
