"""The end of a segment."""

from dragoman.observability.middleware import lambda_handler, stage
from dragoman.protocol import CompleteTask, End
from dragoman.stages.complete import complete
from dragoman.wiring import Wiring

wiring = Wiring()


@lambda_handler(stage(CompleteTask), wake=lambda _: wiring.end_ports)
def handler(task: CompleteTask) -> End:
    return complete(task, wiring.end_ports)


wiring.build_on_lambda(lambda: wiring.end_ports)
