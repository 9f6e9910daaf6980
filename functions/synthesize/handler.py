"""Text to one voice."""

from dragoman.messages import SynthesizeTask, Voice
from dragoman.steps.synthesize import synthesize
from dragoman.telemetry import stage
from dragoman.wiring import Wiring

wiring = Wiring()


@stage(
    SynthesizeTask,
    warm=lambda languages: wiring.synthesizer.warm(languages or wiring.settings.languages),
)
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
