"""Someone wants to be forgotten."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import UUID

from dragoman.ports import AudioStore, Messages
from dragoman.steps.keys import segment_prefixes

AT_ONCE = 8
"""Segments: a day of speech is gone before who asked has stopped waiting."""


def forget(owner: str, *, messages: Messages, audio: AudioStore) -> int:
    """Removes all that its owner said, and what came of it: recordings, voices, then texts and
    events. How many segments those were. What is under way at this moment may still leave something
    behind, which is gone within the day. Raises StorageUnavailable."""
    spoken = [(UUID(message_id), segment) for message_id, segment in messages.of(owner)]
    _forget_all(spoken, messages, audio)
    return len(spoken)


def forget_message(message_id: UUID, owner: str, *, messages: Messages, audio: AudioStore) -> None:
    """The same for one message. Raises MessageUnknown, StorageUnavailable."""
    segments = messages.read(str(message_id), owner)
    _forget_all([(message_id, segment) for segment in segments], messages, audio)


def _forget_all(spoken: list[tuple[UUID, int]], messages: Messages, audio: AudioStore) -> None:
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="forget") as pool:
        for _ in pool.map(partial(_forget_segment, messages, audio), spoken):
            pass


def _forget_segment(messages: Messages, audio: AudioStore, spoken: tuple[UUID, int]) -> None:
    message_id, segment = spoken
    for prefix in segment_prefixes(message_id, segment):
        audio.remove(prefix)
    messages.erase(str(message_id), segment)
