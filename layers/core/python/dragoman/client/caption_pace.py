"""When the next partial recording of a segment may be sent: one at a time, and not too often. The JavaScript
client has the same rules (captionPace.ts)."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from time import perf_counter

FIRST_S = 0.5
"""The first recording is sent so long after speech has begun: it has a word or two."""
RETRY_S = 0.4
"""The interval until there are words to show,"""
EARLY_S = 3.0
"""but not longer than this. It may be that nobody speaks."""
INTERVAL_S = 0.8
"""The interval from then on."""
ANSWER_S = 2.0
"""After this time an answer is no longer expected."""


class CaptionPace:
    def __init__(self, now: Callable[[], float] = perf_counter) -> None:
        self._now = now
        self._segment: Hashable = None
        self._began_s = self._sent_at_s = 0.0
        self._revision = self._answered = 0
        self._has_words = False

    def next_revision(self, segment: Hashable) -> int | None:
        """The revision of the recording to send now; None if none is due. Call it often while a segment is
        spoken: the first call is its beginning."""
        now_s = self._now()
        if segment != self._segment:
            self._segment = segment
            self._began_s = self._sent_at_s = now_s
            self._revision = self._answered = 0
            self._has_words = False
        passed_s = now_s - self._sent_at_s
        is_waiting = self._answered < self._revision and passed_s < ANSWER_S
        if is_waiting or passed_s < self._interval_s(now_s):
            return None
        self._sent_at_s = now_s
        self._revision += 1
        return self._revision

    def answer(self, segment: Hashable, revision: int, *, has_words: bool) -> None:
        """Takes an answer, which may be one of an earlier segment."""
        if segment == self._segment:
            self._answered = max(self._answered, revision)
            self._has_words |= has_words

    def _interval_s(self, now_s: float) -> float:
        if self._has_words or now_s - self._began_s > EARLY_S:
            return INTERVAL_S
        return RETRY_S if self._revision else FIRST_S
