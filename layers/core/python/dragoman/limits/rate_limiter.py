"""How fast one connection may talk, whatever it says."""

from collections import OrderedDict

from dragoman.errors import RateLimited
from dragoman.ports import Clock

REMEMBERED = 1_000


class ConnectionRateLimiter:
    """Kept in this process alone: it costs no time, and what it lets through is bounded elsewhere.
    A connection may run ahead of its rate by two seconds' worth."""

    def __init__(self, per_second: int, clock: Clock) -> None:
        self._interval_s = 1 / per_second
        self._clock = clock
        self._even_at_s: OrderedDict[str, float] = OrderedDict()

    def check(self, connection_id: str) -> None:
        """Counts a message. Raises RateLimited."""
        now_s = self._clock()
        even_at_s = max(now_s, self._even_at_s.get(connection_id, 0.0))
        early_s = even_at_s - 2.0 - now_s
        if early_s > 0:
            raise RateLimited("You talk faster than anyone can listen.", round(early_s * 1000) + 1)
        self._even_at_s[connection_id] = even_at_s + self._interval_s
        self._even_at_s.move_to_end(connection_id)
        if len(self._even_at_s) > REMEMBERED:
            self._even_at_s.popitem(last=False)
