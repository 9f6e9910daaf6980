"""The status of a segment and of a message.

A segment passes through these statuses. Each arrow is one write, and every write is conditional on
the status it starts from, so that no other transition can happen.

    claimed ──> accepted ──> running ──> ended ──> waiting ──> closed
                   └─────────────────────> │ └───────────────────^

    claimed   a speaker has taken the segment; its recording may still be on its way
    accepted  `processing_started` is stored; the execution has to be started
    running   the execution was started
    ended     the last event is stored; what follows from it has to be done
    waiting   ended, and its message has not: the sweeper finds the message by this segment
    closed    ended, and nothing is left to do

Requests repeat and arrive late. A request for a status that has been passed changes nothing; a
request for one that cannot be reached from here raises IllegalTransition.

The status of a message follows from its segments and from whether its own end is stored.

    open       another segment may follow
    finishing  no segment follows the announced last one; some have not ended
    complete   every segment has ended; the end of the message has to be stored
    ended      the end of the message is stored, or its only segment has ended

    open ──> finishing ──> complete ──> ended
      └──────────────────────^            ^
    (a message that was abandoned) ───────┘
"""

from enum import StrEnum
from typing import Final

from dragoman.errors import IllegalTransition


class SweepQueue(StrEnum):
    """The queues of the sweeper, oldest segments first."""

    LIVE = "live"
    """Accepted segments that have not ended, or whose end was not followed up. After a time their
    execution counts as dead."""
    WAITING = "waiting"
    """Segments that wait for the end of their message. After a time the message counts as
    abandoned."""


class SegmentStatus(StrEnum):
    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    RUNNING = "running"
    ENDED = "ended"
    WAITING = "waiting"
    CLOSED = "closed"

    @property
    def queue(self) -> SweepQueue | None:
        """The queue in which the sweeper finds a segment of this status."""
        return _QUEUES.get(self)

    @property
    def needs_execution(self) -> bool:
        """Whether the execution of the segment has to be started."""
        return self in (SegmentStatus.CLAIMED, SegmentStatus.ACCEPTED)

    @property
    def was_accepted(self) -> bool:
        """Whether the recording of the segment is complete."""
        return self is not SegmentStatus.CLAIMED

    @property
    def has_ended(self) -> bool:
        return self in (SegmentStatus.ENDED, SegmentStatus.WAITING, SegmentStatus.CLOSED)

    def advance(self, requested: "SegmentStatus") -> "SegmentStatus":
        """The status after a request for another. Raises IllegalTransition."""
        if requested in _TRANSITIONS[self]:
            return requested
        if _ORDER[requested] <= _ORDER[self]:
            return self
        raise IllegalTransition(f"A segment cannot go from {self} to {requested}.")

    def sources(self) -> list["SegmentStatus"]:
        """The statuses from which a segment can change to this one, including itself."""
        return [status for status in SegmentStatus if self in (status, *_TRANSITIONS[status])]


_S = SegmentStatus
_TRANSITIONS: Final = {
    _S.CLAIMED: {_S.ACCEPTED},
    _S.ACCEPTED: {_S.RUNNING, _S.ENDED},
    _S.RUNNING: {_S.ENDED},
    _S.ENDED: {_S.WAITING, _S.CLOSED},
    _S.WAITING: {_S.CLOSED},
    _S.CLOSED: set[SegmentStatus](),
}
_ORDER: Final = {status: place for place, status in enumerate(SegmentStatus)}
_QUEUES: Final = {
    _S.ACCEPTED: SweepQueue.LIVE,
    _S.RUNNING: SweepQueue.LIVE,
    _S.ENDED: SweepQueue.LIVE,
    _S.WAITING: SweepQueue.WAITING,
}


class TentativeStatus(StrEnum):
    """The status of a tentative request for a segment."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    """The same request has accepted the segment."""
    DROPPED = "dropped"
    """Another request has replaced it, or it was dropped."""


class MessageStatus(StrEnum):
    OPEN = "open"
    FINISHING = "finishing"
    COMPLETE = "complete"
    ENDED = "ended"
