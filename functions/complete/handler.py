"""The end of a segment."""

from collections.abc import Sequence

from dragoman.observability.middleware import stage
from dragoman.protocol import CompleteTask, End
from dragoman.stages.complete import complete
from dragoman.wiring import Wiring

wiring = Wiring()


def wake(_languages: Sequence[str]) -> None:
    wiring.build("audio", "messages", "notifier", "usage")


@stage(CompleteTask, wake=wake)
def handler(task: CompleteTask) -> End:
    return complete(
        task,
        audio=wiring.audio,
        messages=wiring.messages,
        notifier=wiring.notifier,
        usage=wiring.usage,
        clock=wiring.clock,
    )
