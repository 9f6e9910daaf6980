"""The end of a segment."""

from dragoman.messages import CompleteTask
from dragoman.steps.complete import complete
from dragoman.telemetry import stage
from dragoman.wiring import Wiring

wiring = Wiring()


@stage(CompleteTask)
def handler(task: CompleteTask) -> None:
    complete(
        task,
        audio=wiring.audio,
        messages=wiring.messages,
        notifier=wiring.notifier,
        clock=wiring.clock,
    )
