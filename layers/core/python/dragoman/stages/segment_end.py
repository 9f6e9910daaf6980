"""The end of a segment, and what follows from it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import UUID

from dragoman.errors import BadInput, DragomanError, Unavailable
from dragoman.message_status import MessageStatus, SegmentStatus
from dragoman.protocol import End, Job, MessageError, Stage
from dragoman.stages.message_end import end_message
from dragoman.stages.progress import Progress
from dragoman.stages.stage_ports import EndPorts, EventPorts


@contextmanager
def ending(job: Job, audio_s: float, ports: EndPorts) -> Iterator[Progress]:
    """The context in which the last event of a segment is emitted. On leaving it does what follows
    and charges the seconds of speech. Raises StorageUnavailable."""
    with Progress(job, ports) as progress:
        yield progress
    end_segment(job.message_id, job.segment, job.owner, job.last, ports)
    with suppress(Unavailable):  # then the reservation expires
        ports.usage.settle(job, audio_s)


def emit_error(
    progress: Progress, job: Job, stage: Stage, error: DragomanError, language: str | None = None
) -> End:
    """Ends a segment with an error, or in a room for one language."""
    progress.emit(
        MessageError(
            **progress.position(),
            last=job.last,
            stage=stage,
            code=error.code,
            message=str(error),
            retryable=error.retryable,
        ),
        language,
    )
    return End(code=error.code, ours=not isinstance(error, BadInput))


def end_segment(message_id: UUID, segment: int, owner: str, last: bool, ports: EventPorts) -> None:
    """Follows up the stored end of a segment. It is also the end of a message of one segment; for a
    message that may continue, one segment waits. Raises StorageUnavailable."""
    status = SegmentStatus.CLOSED
    if segment > 0 or not last:
        state = end_message(message_id, owner, ports)
        unfinished = state.status in (MessageStatus.OPEN, MessageStatus.FINISHING)
        if unfinished and (segment in state.waiting or not state.waiting):
            status = SegmentStatus.WAITING
    ports.messages.advance(str(message_id), segment, status)
