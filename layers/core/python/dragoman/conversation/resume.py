"""Replay of the events that a client missed."""

from itertools import groupby

from dragoman.conversation.conversation_ports import SubmitPorts
from dragoman.ports import Connection
from dragoman.protocol import MessageEvent, MoreToResume, Resume, message_event

MAX_REPLAY_S = 15.0
"""`accept` may run for 25 s; the rest is for the segment that was begun, of about 200 events."""


def resume(message: Resume, speaker: Connection, ports: SubmitPorts) -> None:
    """Sends the events after `after_seq` again, with fresh URLs, and makes the connection the
    listener. Each segment counts as a request. If the time is over after a segment,
    `more_to_resume` has the position to continue at. Raises MessageUnknown, RateLimited,
    StorageUnavailable, Gone, DeliveryUnavailable."""
    until_s, message_id = ports.clock() + MAX_REPLAY_S, str(message.message_id)
    segments = ports.messages.segments_from(message_id, speaker.owner, message.from_segment)
    ports.request_meter.charge(speaker, len(segments))
    stored = ports.messages.listen(message_id, speaker, segments)
    first = True
    for segment, events in groupby(_requested(stored, message), lambda event: event.segment):
        if segment is not None and not first and ports.clock() >= until_s:
            more = MoreToResume(
                message_id=message.message_id, after_seq=message.after_seq, from_segment=segment
            )
            ports.notifier.post(speaker.connection_id, more.wire())
            return
        for event in events:
            ports.notifier.post(speaker.connection_id, event.wire(url_of=ports.url_of))
        first = False


def _requested(stored: list[dict[str, object]], message: Resume) -> list[MessageEvent]:
    """The requested events by segment; those of the whole message come last."""
    events = [event for event in map(message_event, stored) if event.seq > message.after_seq]
    parts = [e for e in events if e.segment is not None and e.segment >= message.from_segment]
    return [*parts, *(event for event in events if event.segment is None)]
