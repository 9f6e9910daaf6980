"""The rate limit of a speaker and of an address, by what their requests cost."""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from dragoman.errors import RateLimited
from dragoman.ports import ChargedSegment, Clock, Connection, Usage
from dragoman.protocol import (
    AnyClientMessage,
    Finish,
    Hello,
    PartialRecording,
    Ping,
    Resume,
    Translate,
    Upload,
)

MAX_REFUSED = 1_000
"""The maximum number of remembered speakers; the one refused least recently is dropped."""
MAX_MEMORY_MS = 1_000.0
"""The time after which storage is queried again."""
ROOM_REQUEST_COST = 3
"""A room is read and written, and its participants are told."""
SEGMENTS_PER_PAGE = 100
"""The segments of a message that one read returns."""


def cost(message: AnyClientMessage) -> int:
    """The cost of a message, in writes to storage or operations of similar duration. A segment has
    its own quota, and `resume` costs one more for each segment."""
    match message:
        case Hello():
            return 2  # it also wakes functions
        case Upload() | Resume():
            return 1
        case PartialRecording():
            return 4  # it recognises speech; five a second are the most
        case Finish():
            return 2 + message.segments // SEGMENTS_PER_PAGE
        case Translate(tentative=True):
            return 4  # like a partial recording
        case Translate() | Ping():
            return 0
    return ROOM_REQUEST_COST


class RequestMeter:
    """Counts requests by their cost. It remembers refused speakers, so that a flood of requests
    costs no more than the first one."""

    def __init__(self, usage: Usage, clock: Clock) -> None:
        self._usage = usage
        self._clock = clock
        self._refused: OrderedDict[tuple[str, str], tuple[float, RateLimited]] = OrderedDict()

    def charge(self, speaker: Connection, cost: int) -> None:
        """Raises RateLimited, StorageUnavailable."""
        if cost:
            with self._remembered("requests", speaker.owner):
                self._usage.count_cost(speaker.owner, speaker.address_key, cost)

    def check_segments(self, owner: str) -> None:
        """Raises RateLimited when a segment of the speaker was refused a moment ago."""
        with self._remembered("segments", owner):
            pass

    def reserve(self, segment: ChargedSegment) -> None:
        """Raises RateLimited, Busy, StorageUnavailable."""
        with self._remembered("segments", segment.owner):
            self._usage.reserve(segment)

    @contextmanager
    def _remembered(self, kind: str, owner: str) -> Iterator[None]:
        now_ms = self._clock() * 1000
        until_ms, refusal = self._refused.get((kind, owner), (0.0, None))
        if refusal is not None and now_ms < until_ms:
            raise RateLimited(str(refusal), round(until_ms - now_ms) + 1)
        try:
            yield
        except RateLimited as refusal:
            until_ms = now_ms + min(MAX_MEMORY_MS, refusal.retry_after_ms or 0)
            self._refused[kind, owner] = until_ms, refusal
            self._refused.move_to_end((kind, owner))
            if len(self._refused) > MAX_REFUSED:
                self._refused.popitem(last=False)
            raise
