"""What nobody else would end: segments whose flow is dead, messages that were left without their
last segment, connections that grow too old."""

import uuid
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import suppress
from typing import TypeVar

from dragoman.errors import Gone, MessageNotYours, MessageUnknown, TimedOut, Unavailable
from dragoman.ports import (
    AudioStore,
    Clock,
    Connections,
    Messages,
    MessageState,
    Notifier,
    OpenSegment,
)
from dragoman.protocol import (
    GoingAway,
    MessageError,
    ProcessingStarted,
    ProcessingUpdate,
    Stage,
    TranslationComplete,
    message_event,
)
from dragoman.stages.message_end import end_abandoned, end_segment
from dragoman.stages.progress import publish

FLOW_LIMIT_S = 300
"""An Express execution lives no longer: what is still open then has nobody to end it."""
ABANDONED_S = FLOW_LIMIT_S
"""Who has not spoken for so long goes on with no message: all that was accepted of it has ended."""
MAX_SWEEP_S = 15
"""What is left is listed and dealt with by the hundred until there is none or so much time has
passed, each of the three kinds."""
CONNECTION_LIMIT_S = 7200
"""API Gateway closes a connection of this age."""
WARNING_S = 600
"""How long before that its client is told."""
T = TypeVar("T")


def _drain(
    listed: Callable[[], Iterable[T]], name: Callable[[T], Hashable], clock: Clock
) -> Iterator[T]:
    """Each that is listed, once, for as long as there are others and time."""
    until_s, tried = clock() + MAX_SWEEP_S, set[Hashable]()
    while new := [one for one in listed() if name(one) not in tried]:
        for one in new:
            if clock() >= until_s:
                return
            tried.add(name(one))
            yield one


def end_dead_segments(
    *, audio: AudioStore, messages: Messages, notifier: Notifier, clock: Clock
) -> int:
    """Ends segments that are open for too long, and does what should have followed from an end
    that was said; how many. What cannot be done now is left for the next time.
    Raises StorageUnavailable."""
    now_s, ended = clock(), 0
    for left in _drain(
        lambda: messages.left_open(now_s - FLOW_LIMIT_S),
        lambda left: (left.message_id, left.segment),
        clock,
    ):
        # One that cannot be ended, or not be read by this version, holds up no other.
        with suppress(Unavailable, MessageUnknown, LookupError, ValueError):
            _end(left, now_s, audio, messages, notifier)
            ended += 1
    return ended


def _end(
    left: OpenSegment, now_s: float, audio: AudioStore, messages: Messages, notifier: Notifier
) -> None:
    """Exactly once: an end that stands already is said again in its own words."""
    message_id = uuid.UUID(left.message_id)
    error = TimedOut()
    end = publish(
        MessageError(
            message_id=message_id,
            segment=left.segment,
            elapsed_ms=round((now_s - left.opened_at_s) * 1000),
            last=left.last,
            code=error.code,
            stage=_last_stage(left),
            message=str(error),
            retryable=error.retryable,
        ),
        stored_with=left.segment,
        messages=messages,
        notifier=notifier,
        url_of=audio.url,
    )
    if isinstance(end, MessageError | TranslationComplete):
        end_segment(
            message_id, left.segment, left.owner, end.last, messages=messages, notifier=notifier
        )


def _last_stage(left: OpenSegment) -> Stage:
    said = [message_event(event) for event in left.events]
    stages = [e.stage for e in said if isinstance(e, ProcessingStarted | ProcessingUpdate)]
    return stages[-1] if stages else Stage.RECEIVED


def end_abandoned_messages(*, messages: Messages, notifier: Notifier, clock: Clock) -> None:
    """Ends messages whose segments have ended and of which none came for too long, though none was
    the last. What cannot be done now is left for the next time. Raises StorageUnavailable."""
    quiet_since_s = clock() - ABANDONED_S
    for left in _drain(
        lambda: messages.unfinished(quiet_since_s), lambda left: left.message_id, clock
    ):
        with suppress(Unavailable, LookupError, ValueError):
            _end_if_abandoned(left, quiet_since_s, messages, notifier)


def _end_if_abandoned(
    left: MessageState, quiet_since_s: float, messages: Messages, notifier: Notifier
) -> None:
    """One that goes on is looked at again when that may have changed."""
    if not left.ended:
        if left.opened_at_s >= quiet_since_s:
            for segment in left.standing:
                messages.stand(left.message_id, segment, left.opened_at_s)
            return
        if left.under_way:  # until its flow is ended as dead
            return
        with suppress(MessageUnknown, MessageNotYours):  # it is forgotten, or begun by another
            end_abandoned(left, messages=messages, notifier=notifier)
    for segment in left.standing:
        messages.close(left.message_id, segment)


def warn_old_connections(*, connections: Connections, notifier: Notifier, clock: Clock) -> int:
    """Says `going_away` once to each connection that will soon be closed; to how many. One that is
    gone already is forgotten. Raises StorageUnavailable."""
    now_s, warned = clock(), 0
    for name, opened_at_s in _drain(
        lambda: connections.unwarned(now_s - CONNECTION_LIMIT_S + WARNING_S).items(),
        lambda opened: opened[0],
        clock,
    ):
        left_s = max(0.0, opened_at_s + CONNECTION_LIMIT_S - now_s)
        with suppress(Unavailable):
            try:
                notifier.post(name, GoingAway(in_ms=round(left_s * 1000)).wire())
            except Gone:
                connections.remove(name)
                continue
            connections.warned(name)
            warned += 1
    return warned
