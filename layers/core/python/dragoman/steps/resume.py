"""A client asks for what it missed."""

from dragoman.messages import Resume, message_event
from dragoman.ports import AudioStore, Connection, Messages, Notifier


def resume(
    message: Resume,
    speaker: Connection,
    *,
    audio: AudioStore,
    messages: Messages,
    notifier: Notifier,
) -> None:
    """Posts the events after `after_seq` again, with fresh URLs; what comes later goes to this
    connection. Raises MessageUnknown, StorageUnavailable, Gone, DeliveryUnavailable."""
    said = [message_event(stored) for stored in messages.listen(str(message.message_id), speaker)]
    for event in sorted(said, key=lambda event: event.segment is None):  # the whole after its parts
        if event.seq > message.after_seq:
            notifier.post(speaker.connection_id, event.wire(url_of=audio.url))
