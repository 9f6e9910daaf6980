"""Speech to text."""

from dragoman.observability.middleware import lambda_handler, stage
from dragoman.protocol import TranscribeTask, Transcript
from dragoman.stages.transcribe import transcribe
from dragoman.wiring import Wiring

wiring = Wiring()


@lambda_handler(stage(TranscribeTask), wake=wiring.load_recognition)
def handler(task: TranscribeTask) -> Transcript:
    return transcribe(task, wiring.transcribe_ports)


wiring.load_if_provisioned(wiring.load_recognition)
