"""The end of a segment whose execution has failed."""

from dragoman.errors import Crashed, DragomanError, TimedOut, Unavailable
from dragoman.ports import Clock
from dragoman.protocol import End, FailTask, Job
from dragoman.stages.failure_cause import cause
from dragoman.stages.segment_end import emit_error, ending
from dragoman.stages.stage_ports import EndPorts
from dragoman.stages.tentative import drop

MAX_CHARGED_S = 60.0
"""The most that a failed segment is charged."""


def fail(task: FailTask, ports: EndPorts) -> End:
    """Emits `error`, unless the segment was tentative and is not accepted: the request that accepts it
    starts again. Raises StorageUnavailable."""
    if task.job.tentative and drop(task.job, ports):
        return End(dropped=True)
    error = cause(task.failure)
    with ending(task.job, _charged_s(task.job, error, ports.clock), ports) as progress:
        return emit_error(progress, task.job, task.stage, error)


def _charged_s(job: Job, error: DragomanError, clock: Clock) -> float:
    """The seconds that a failed segment took: they count like speech, so that recordings that cannot be
    read are not free. An outage of the service is not charged."""
    if isinstance(error, Unavailable) and not isinstance(error, Crashed | TimedOut):
        return 0.0
    return min(max(0.0, clock() - job.received_at_ms / 1000), MAX_CHARGED_S)
