"""The limit on segments in progress in the whole service."""

from contextlib import suppress

from dragoman.errors import Busy, Unavailable
from dragoman.ports import Clock, Messages

RECENT_S = 60
"""A segment that was accepted longer ago is dead or will be soon; it keeps no other out."""
REFRESH_AFTER_S = 0.25
"""A refusal is based on a count that is at most this old."""
RETRY_MS = 1_000
CROWDED = 0.5
"""The share of the capacity above which no captions are made."""


class CapacityGate:
    """Refuses segments while the service is full, as this process last counted.

    It counts after a segment was accepted, when nobody waits. So all processes together may accept a
    few segments too many: those that arrive within a moment.
    """

    def __init__(self, max_segments: int, clock: Clock) -> None:
        self._max_segments = max_segments
        self._clock = clock
        self._count = 0
        self._counted_at_s = 0.0

    def check(self, messages: Messages) -> None:
        """Raises Busy when the service is full."""
        if self._full and self._clock() - self._counted_at_s > REFRESH_AFTER_S:
            self.refresh(messages)
        if self._full:
            raise Busy(retry_after_ms=RETRY_MS)

    def is_crowded(self, messages: Messages) -> bool:
        """Whether the rest of the capacity is kept for whole segments."""
        if self._crowded and self._clock() - self._counted_at_s > REFRESH_AFTER_S:
            self.refresh(messages)
        return self._crowded

    def refresh(self, messages: Messages) -> None:
        """Counts again; the former count remains if storage does not respond."""
        now_s = self._clock()
        with suppress(Unavailable):
            self._count = messages.count_live(now_s - RECENT_S, self._max_segments)
            self._counted_at_s = now_s

    @property
    def _crowded(self) -> bool:
        return self._count >= self._max_segments * CROWDED

    @property
    def _full(self) -> bool:
        return self._count >= self._max_segments
