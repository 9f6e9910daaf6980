"""A client asks for what it missed."""

from itertools import groupby

from dragoman.ports import AudioStore, Clock, Connection, Messages, Notifier
from dragoman.protocol import MoreToResume, Resume, message_event

MAX_REPLAY_S = 15.0
"""`accept` may run for 25 s, in which the segment that was begun, some two hundred events at most, has
to fit too."""


def resume(
    message: Resume,
    speaker: Connection,
    *,
    audio: AudioStore,
    messages: Messages,
    notifier: Notifier,
    clock: Clock,
) -> None:
    """Posts the events after `after_seq` again, with fresh URLs; what comes later goes to this
    connection. Of a message that is too long for one time it posts whole segments, at least one,
    and then `more_to_resume`.
    Raises MessageUnknown, StorageUnavailable, Gone, DeliveryUnavailable."""
    until_s = clock() + MAX_REPLAY_S
    events = [message_event(stored) for stored in messages.listen(str(message.message_id), speaker)]
    requested = [event for event in events if event.seq > message.after_seq]
    parts = [
        event
        for event in requested
        if event.segment is not None and event.segment >= message.from_segment
    ]
    whole = [event for event in requested if event.segment is None]
    begun = False
    for segment, group in groupby([*parts, *whole], lambda event: event.segment):
        if segment is not None and begun and clock() >= until_s:
            more = MoreToResume(
                message_id=message.message_id, after_seq=message.after_seq, from_segment=segment
            )
            notifier.post(speaker.connection_id, more.wire())
            return
        for event in group:
            notifier.post(speaker.connection_id, event.wire(url_of=audio.url))
        begun = True
