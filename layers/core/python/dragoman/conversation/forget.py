"""Deletion of one message, or of everything of a speaker."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

from dragoman.protocol.audio_keys import segment_prefixes
from dragoman.stages.stage_ports import StagePorts

PARALLEL_SEGMENTS = 8
"""A day of speech is deleted within MAX_FORGET_S."""
MAX_FORGET_S = 18.0
"""No segment is begun later: API Gateway ends a request after 29 s."""


@dataclass(frozen=True)
class ForgetResult:
    segments: int
    """The number of segments that were deleted."""
    more: bool
    """Whether some are left, for which there was no time. Repeat the request."""


def forget(owner: str, ports: StagePorts) -> ForgetResult:
    """Deletes everything of an owner: recordings, voices, then texts and events. A segment in
    progress may leave something behind, which expires within the day. Raises StorageUnavailable."""
    until_s = ports.clock() + MAX_FORGET_S
    segments = [
        (UUID(message_id), number) for message_id, number in ports.messages.segments_of(owner)
    ]
    deleted = _delete_all(segments, ports, lambda: ports.clock() < until_s)
    return ForgetResult(deleted, more=deleted < len(segments))


def forget_message(message_id: UUID, owner: str, ports: StagePorts) -> None:
    """Deletes one message. Raises MessageUnknown, StorageUnavailable."""
    segments = [(message_id, number) for number in ports.messages.read(str(message_id), owner)]
    _delete_all(segments, ports, lambda: True)


def _delete_all(
    segments: list[tuple[UUID, int]], ports: StagePorts, in_time: Callable[[], bool]
) -> int:
    """The number of segments for which there was time."""

    def delete(segment: tuple[UUID, int]) -> bool:
        if not in_time():
            return False
        _delete(*segment, ports)
        return True

    with ThreadPoolExecutor(PARALLEL_SEGMENTS, thread_name_prefix="forget") as pool:
        return sum(pool.map(delete, segments))


def _delete(message_id: UUID, segment: int, ports: StagePorts) -> None:
    for prefix in segment_prefixes(message_id, segment):
        ports.audio.remove(prefix)
    ports.messages.erase(str(message_id), segment)
