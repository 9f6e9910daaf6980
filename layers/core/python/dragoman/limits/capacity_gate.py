"""Whether the service as a whole has room for one more segment."""

from contextlib import suppress

from dragoman.errors import Busy, Unavailable
from dragoman.ports import Clock, Messages

RECENT_S = 60
"""What is under way for longer is dead or soon will be: it must not keep others out."""
REFRESH_AFTER_S = 0.25
"""Nobody is turned away for what was seen longer ago."""
RETRY_MS = 1_000


class CapacityGate:
    """As this process last saw it: it looks after it took a segment in, when nobody waits, and so
    may take in a few too many, as many as come to all processes within a moment."""

    def __init__(self, max_segments: int, clock: Clock) -> None:
        self._max_segments = max_segments
        self._clock = clock
        self._count = 0
        self._counted_at_s = 0.0

    def check(self, messages: Messages) -> None:
        """Raises Busy."""
        if self._full and self._clock() - self._counted_at_s > REFRESH_AFTER_S:
            self.refresh(messages)
        if self._full:
            raise Busy(retry_after_ms=RETRY_MS)

    def refresh(self, messages: Messages) -> None:
        """Counts what is under way; where that cannot be said, what was seen before stands."""
        now_s = self._clock()
        with suppress(Unavailable):
            self._count = messages.under_way(now_s - RECENT_S, self._max_segments)
            self._counted_at_s = now_s

    @property
    def _full(self) -> bool:
        return self._count >= self._max_segments
