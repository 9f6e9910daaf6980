"""Text to speech in one voice."""

from dragoman.observability.middleware import lambda_handler, stage
from dragoman.protocol import SynthesizeTask, Voice
from dragoman.stages.synthesize import synthesize
from dragoman.wiring import Wiring

wiring = Wiring()


@lambda_handler(stage(SynthesizeTask), wake=wiring.load_voices)
def handler(task: SynthesizeTask) -> Voice:
    return synthesize(task, wiring.synthesize_ports)


wiring.load_if_provisioned(wiring.load_voices)
