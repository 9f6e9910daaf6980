"""Someone wants to be forgotten."""

from uuid import UUID

from dragoman.ports import AudioStore, Messages
from dragoman.steps.keys import segment_prefix


def forget(owner: str, *, messages: Messages, audio: AudioStore) -> int:
    """Removes all that its owner said, and what came of it: recordings, voices, then texts and
    events. How many segments those were. What is under way at this moment may still leave something
    behind, which is gone within the day. Raises StorageUnavailable."""
    spoken = messages.of(owner)
    for message_id, segment in spoken:
        _forget_segment(UUID(message_id), segment, messages, audio)
    return len(spoken)


def forget_message(message_id: UUID, owner: str, *, messages: Messages, audio: AudioStore) -> None:
    """The same for one message. Raises MessageUnknown, StorageUnavailable."""
    for segment in messages.read(str(message_id), owner):
        _forget_segment(message_id, segment, messages, audio)


def _forget_segment(message_id: UUID, segment: int, messages: Messages, audio: AudioStore) -> None:
    audio.remove(segment_prefix(message_id, segment))
    messages.erase(str(message_id), segment)
