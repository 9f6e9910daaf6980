"""The end of a segment whose flow cannot go on."""

from collections.abc import Sequence

from dragoman.observability.middleware import stage
from dragoman.protocol import End, FailTask
from dragoman.stages.complete import fail
from dragoman.wiring import Wiring

wiring = Wiring()


def wake(_languages: Sequence[str]) -> None:
    wiring.build("audio", "messages", "notifier", "usage")


@stage(FailTask, wake=wake)
def handler(task: FailTask) -> End:
    return fail(
        task,
        audio=wiring.audio,
        messages=wiring.messages,
        notifier=wiring.notifier,
        usage=wiring.usage,
        clock=wiring.clock,
    )
