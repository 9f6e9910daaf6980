"""What nobody else would end: segments whose flow is dead, connections that grow too old."""

import uuid
from contextlib import suppress

from dragoman.errors import Gone, MessageUnknown, TimedOut, Unavailable
from dragoman.messages import (
    GoingAway,
    MessageError,
    ProcessingStarted,
    ProcessingUpdate,
    Stage,
    TranslationComplete,
    message_event,
)
from dragoman.ports import AudioStore, Clock, Connections, Messages, Notifier, OpenSegment
from dragoman.steps.ending import end_segment
from dragoman.steps.progress import publish

FLOW_LIMIT_S = 300
"""An Express execution lives no longer: what is still open then has nobody to end it."""
LONGEST_SWEEP_S = 20
"""Dead segments are ended by the hundred until there are none or so much time has passed."""
CONNECTION_LIMIT_S = 7200
"""API Gateway closes a connection of this age."""
WARNING_S = 600
"""How long before that its client is told."""


def end_dead_segments(
    *, audio: AudioStore, messages: Messages, notifier: Notifier, clock: Clock
) -> int:
    """Ends segments that are open for too long, and does what should have followed from an end
    that was said; how many. What cannot be done now is left for the next time.
    Raises StorageUnavailable."""
    now_s, ended = clock(), 0
    tried: set[tuple[str, int]] = set()
    while clock() < now_s + LONGEST_SWEEP_S:
        found = messages.left_open(now_s - FLOW_LIMIT_S)
        new = [left for left in found if (left.message_id, left.segment) not in tried]
        if not new:
            break
        for segment in new:
            tried.add((segment.message_id, segment.segment))
            # One that cannot be ended, or not be read by this version, holds up no other.
            with suppress(Unavailable, MessageUnknown, LookupError, ValueError):
                _end(segment, now_s, audio, messages, notifier)
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
        kept_with=left.segment,
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


def warn_old_connections(*, connections: Connections, notifier: Notifier, clock: Clock) -> int:
    """Says `going_away` once to each connection that will soon be closed; to how many. One that is
    gone already is forgotten. Raises StorageUnavailable."""
    now_s, told = clock(), 0
    for name, opened_at_s in connections.unwarned(now_s - CONNECTION_LIMIT_S + WARNING_S).items():
        left_s = max(0.0, opened_at_s + CONNECTION_LIMIT_S - now_s)
        with suppress(Unavailable):
            try:
                notifier.post(name, GoingAway(in_ms=round(left_s * 1000)).wire())
            except Gone:
                connections.remove(name)
                continue
            connections.warned(name)
            told += 1
    return told
