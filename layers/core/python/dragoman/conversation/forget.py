"""Someone wants to be forgotten."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

from dragoman.ports import AudioStore, Clock, Messages
from dragoman.protocol.audio_keys import segment_prefixes

AT_ONCE = 8
"""Segments: a day of speech is gone before who asked has stopped waiting."""
MAX_FORGET_S = 18.0
"""API Gateway waits for an answer no longer than half a minute. What was begun by then is done."""


@dataclass(frozen=True)
class ForgetResult:
    segments: int
    """Of which nothing is left."""
    more: bool
    """Whether there are others, for which there was no time: ask again."""


def forget(owner: str, *, messages: Messages, audio: AudioStore, clock: Clock) -> ForgetResult:
    """Removes all that its owner said, and what came of it: recordings, voices, then texts and
    events. What is under way at this moment may still leave something behind, which is gone within
    the day. Raises StorageUnavailable."""
    until_s = clock() + MAX_FORGET_S
    spoken = [(UUID(message_id), segment) for message_id, segment in messages.of(owner)]
    segments = _forget_all(spoken, messages, audio, lambda: clock() < until_s)
    return ForgetResult(segments, more=segments < len(spoken))


def forget_message(message_id: UUID, owner: str, *, messages: Messages, audio: AudioStore) -> None:
    """The same for one message. Raises MessageUnknown, StorageUnavailable."""
    spoken = [(message_id, segment) for segment in messages.read(str(message_id), owner)]
    _forget_all(spoken, messages, audio, lambda: True)


def _forget_all(
    spoken: list[tuple[UUID, int]],
    messages: Messages,
    audio: AudioStore,
    in_time: Callable[[], bool],
) -> int:
    """How many it was in time for."""

    def forgotten(segment: tuple[UUID, int]) -> bool:
        if not in_time():
            return False
        _forget_segment(messages, audio, segment)
        return True

    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="forget") as pool:
        return sum(pool.map(forgotten, spoken))


def _forget_segment(messages: Messages, audio: AudioStore, spoken: tuple[UUID, int]) -> None:
    message_id, segment = spoken
    for prefix in segment_prefixes(message_id, segment):
        audio.remove(prefix)
    messages.erase(str(message_id), segment)
