"""Ends segments whose execution died and messages whose client is gone, and warns connections
before they are closed."""

import uuid
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import suppress
from typing import TypeVar

from dragoman.conversation.conversation_ports import SweepPorts
from dragoman.errors import (
    Gone,
    MessageNotYours,
    MessageUnknown,
    TimedOut,
    Unavailable,
)
from dragoman.message_status import MessageStatus, SegmentStatus, SweepQueue
from dragoman.ports import MessageState, SegmentRecord
from dragoman.protocol import (
    GoingAway,
    MessageError,
    ProcessingStarted,
    ProcessingUpdate,
    Stage,
    TranslationComplete,
    message_event,
)
from dragoman.stages.message_end import end_abandoned_message
from dragoman.stages.progress import publish
from dragoman.stages.segment_end import end_segment
from dragoman.stages.stage_ports import StagePorts

EXECUTION_LIMIT_S = 300
"""The maximum duration of an Express execution."""
ABANDONED_S = EXECUTION_LIMIT_S
"""A message without a new segment for this time is abandoned: all its executions are over."""
MAX_SWEEP_S = 15
"""The time for each of the three tasks; the next run continues."""
CONNECTION_LIMIT_S = 7200
"""API Gateway closes a connection of this age."""
WARNING_S = 600
"""The time before that at which the client is warned."""
T = TypeVar("T")


def end_dead_segments(ports: StagePorts) -> int:
    """Ends segments that are in progress for too long, and does what should have followed from an
    end that is stored. The number of segments. Raises StorageUnavailable."""
    now_s, ended = ports.clock(), 0
    for dead in _drain(
        lambda: ports.messages.list_queue(SweepQueue.LIVE, now_s - EXECUTION_LIMIT_S),
        lambda dead: (dead.message_id, dead.segment),
        ports,
    ):
        # One that fails, or that this version cannot read, holds up no other.
        with suppress(Unavailable, MessageUnknown, LookupError, ValueError):
            _end_dead_segment(dead, now_s, ports)
            ended += 1
    return ended


def _end_dead_segment(dead: SegmentRecord, now_s: float, ports: StagePorts) -> None:
    """Stores a `timed_out` error, unless an end is stored, which is then sent again."""
    message_id, error = uuid.UUID(dead.message_id), TimedOut()
    timed_out = MessageError(
        message_id=message_id,
        segment=dead.segment,
        elapsed_ms=round((now_s - dead.since_s) * 1000),
        last=dead.last,
        code=error.code,
        stage=_last_stage(dead),
        message=str(error),
        retryable=error.retryable,
    )
    end = publish(timed_out, dead.segment, ports)
    if isinstance(end, MessageError | TranslationComplete):
        end_segment(message_id, dead.segment, dead.owner, end.last, ports)


def _last_stage(dead: SegmentRecord) -> Stage:
    events = [message_event(event) for event in dead.events]
    stages = [e.stage for e in events if isinstance(e, ProcessingStarted | ProcessingUpdate)]
    return stages[-1] if stages else Stage.RECEIVED


def end_abandoned_messages(ports: StagePorts) -> None:
    """Ends messages that are abandoned before their last segment. Raises StorageUnavailable."""
    quiet_since_s = ports.clock() - ABANDONED_S
    for waiting in _drain(
        lambda: ports.messages.list_queue(SweepQueue.WAITING, quiet_since_s),
        lambda waiting: (waiting.message_id, waiting.owner),
        ports,
    ):
        with suppress(Unavailable, LookupError, ValueError):
            state = ports.messages.state(waiting.message_id, waiting.owner)
            _end_if_abandoned(state, quiet_since_s, ports)


def _end_if_abandoned(state: MessageState, quiet_since_s: float, ports: StagePorts) -> None:
    """Ends the message, or lets its segments wait longer if new ones have arrived."""
    if state.status is not MessageStatus.ENDED:
        if state.accepted_at_s >= quiet_since_s:
            _advance_waiting(state, SegmentStatus.WAITING, ports, since_s=state.accepted_at_s)
            return
        if state.unfinished:  # their executions are dead, and will be ended first
            return
        with suppress(MessageUnknown, MessageNotYours):  # it was deleted, or another began it
            end_abandoned_message(state, ports)
    _advance_waiting(state, SegmentStatus.CLOSED, ports)


def _advance_waiting(
    state: MessageState, status: SegmentStatus, ports: StagePorts, since_s: int | None = None
) -> None:
    for segment in state.waiting:
        ports.messages.advance(state.message_id, segment, status, since_s)


def warn_old_connections(ports: SweepPorts) -> int:
    """Sends `going_away` once to each connection that will soon be closed, and removes those that
    are gone. The number of warnings. Raises StorageUnavailable."""
    now_s, warned = ports.clock(), 0
    for name, opened_at_s in _drain(
        lambda: ports.connections.list_unwarned(now_s - CONNECTION_LIMIT_S + WARNING_S).items(),
        lambda opened: opened[0],
        ports,
    ):
        left_s = max(0.0, opened_at_s + CONNECTION_LIMIT_S - now_s)
        with suppress(Unavailable):
            try:
                ports.notifier.post(name, GoingAway(in_ms=round(left_s * 1000)).wire())
            except Gone:
                ports.connections.remove(name)
                continue
            ports.connections.mark_warned(name)
            warned += 1
    return warned


def _drain(
    listed: Callable[[], Iterable[T]], key: Callable[[T], Hashable], ports: StagePorts
) -> Iterator[T]:
    """Yields each listed item once, listing again until nothing is new or the time is over."""
    until_s, tried = ports.clock() + MAX_SWEEP_S, set[Hashable]()
    while new := {key(item): item for item in listed() if key(item) not in tried}:
        for name, item in new.items():
            if ports.clock() >= until_s:
                return
            tried.add(name)
            yield item
