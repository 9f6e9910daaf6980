"""The end of a segment whose execution has failed."""

from dragoman.observability.middleware import lambda_handler, stage
from dragoman.protocol import End, FailTask
from dragoman.stages.fail import fail
from dragoman.wiring import Wiring

wiring = Wiring()


@lambda_handler(stage(FailTask), wake=lambda _: wiring.end_ports)
def handler(task: FailTask) -> End:
    return fail(task, wiring.end_ports)


wiring.build_on_lambda(lambda: wiring.end_ports)
