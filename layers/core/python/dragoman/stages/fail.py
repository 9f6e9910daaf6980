"""The end of a segment whose execution cannot go on."""

from dragoman.protocol import End, FailTask
from dragoman.stages.failure_cause import cause
from dragoman.stages.segment_end import emit_error, ending
from dragoman.stages.stage_ports import EndPorts


def fail(task: FailTask, ports: EndPorts) -> End:
    """Emits `error`. Raises StorageUnavailable."""
    with ending(task.job, 0.0, ports) as progress:
        return emit_error(progress, task.job, task.stage, cause(task.failure))
