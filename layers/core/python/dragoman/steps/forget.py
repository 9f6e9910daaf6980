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
        audio.remove(segment_prefix(UUID(message_id), segment))
        messages.erase(message_id, segment)
    return len(spoken)
