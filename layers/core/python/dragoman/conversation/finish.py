"""A speaker has stopped, and the last segment is already on its way."""

from dragoman.ports import Connection, Messages, Notifier
from dragoman.protocol import Finish
from dragoman.stages.message_end import end_message


def finish(message: Finish, speaker: Connection, *, messages: Messages, notifier: Notifier) -> None:
    """Says how the message ended if all its segments have; otherwise the last of them will.
    Raises MessageUnknown, StorageUnavailable."""
    messages.finish(str(message.message_id), message.segments, speaker)
    end_message(message.message_id, speaker.owner, messages=messages, notifier=notifier)
