"""A tentative segment: its execution waits until it is accepted."""

from dragoman.message_status import TentativeStatus
from dragoman.protocol import Job
from dragoman.stages.stage_ports import EventPorts, TranscribePorts

MAX_WAIT_S = 1.0
"""The time from the tentative request to the one that accepts it; a pause lasts 0.3 s."""
POLL_S = 0.02


def is_accepted(job: Job, ports: TranscribePorts) -> bool:
    """Waits until the segment is accepted; drops it after MAX_WAIT_S. An accepted segment goes on in
    this execution, and only there. Raises StorageUnavailable."""
    until_s = job.received_at_ms / 1000 + MAX_WAIT_S
    while (status := _status(job, ports)) is TentativeStatus.PENDING and ports.clock() < until_s:
        ports.sleep(POLL_S)
    return status is TentativeStatus.ACCEPTED or (
        status is TentativeStatus.PENDING and not drop(job, ports)
    )


def drop(job: Job, ports: EventPorts) -> bool:
    """Drops the segment unless it is accepted: the request that accepts it will start again. Whether
    it is dropped. Raises StorageUnavailable."""
    ports.messages.drop_tentative(str(job.message_id), job.segment, job.tentative)
    return _status(job, ports) is not TentativeStatus.ACCEPTED


def _status(job: Job, ports: EventPorts) -> TentativeStatus:
    return ports.messages.tentative_status(str(job.message_id), job.segment, job.tentative)
