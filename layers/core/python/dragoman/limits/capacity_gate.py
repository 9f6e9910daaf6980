"""Whether the service as a whole has room for one more segment."""

from contextlib import suppress

from dragoman.errors import Busy, Unavailable
from dragoman.ports import Clock, Messages

RECENT_S = 60
"""What is under way for longer is dead or soon will be: it must not keep others out."""
LOOK_AGAIN_S = 0.25
"""Nobody is turned away for what was seen longer ago."""
RETRY_MS = 1_000


class Room:
    """As this process last saw it: it looks after it took a segment in, when nobody waits, and so
    may take in a few too many, as many as come to all processes within a moment."""

    def __init__(self, most: int, clock: Clock) -> None:
        self._most = most
        self._clock = clock
        self._seen = 0
        self._seen_at_s = 0.0

    def check(self, messages: Messages) -> None:
        """Raises Busy."""
        if self._full and self._clock() - self._seen_at_s > LOOK_AGAIN_S:
            self.look(messages)
        if self._full:
            raise Busy(retry_after_ms=RETRY_MS)

    def look(self, messages: Messages) -> None:
        """Counts what is under way; where that cannot be said, what was seen before stands."""
        now_s = self._clock()
        with suppress(Unavailable):
            self._seen = messages.under_way(now_s - RECENT_S, self._most)
            self._seen_at_s = now_s

    @property
    def _full(self) -> bool:
        return self._seen >= self._most
