"""Text to one voice."""

from collections.abc import Sequence

from dragoman.observability.middleware import stage
from dragoman.protocol import SynthesizeTask, Voice
from dragoman.stages.synthesize import synthesize
from dragoman.wiring import Wiring

wiring = Wiring()


def wake(languages: Sequence[str]) -> None:
    wiring.build("audio", "codec", "messages", "notifier")
    wiring.synthesizer.warm(languages or wiring.settings.languages)


@stage(SynthesizeTask, wake=wake)
def handler(task: SynthesizeTask) -> Voice:
    return synthesize(
        task,
        synthesizer=wiring.synthesizer,
        codec=wiring.codec,
        audio=wiring.audio,
        messages=wiring.messages,
        notifier=wiring.notifier,
        clock=wiring.clock,
    )


wiring.wake_if_provisioned(wake)
