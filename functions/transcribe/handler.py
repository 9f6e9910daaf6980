"""Recording to text."""

from collections.abc import Sequence

from dragoman.observability.middleware import stage
from dragoman.protocol import TranscribeTask, Transcript
from dragoman.stages.transcribe import transcribe
from dragoman.wiring import Wiring

wiring = Wiring()


def wake(languages: Sequence[str]) -> None:
    wiring.build("audio", "codec", "messages", "notifier")
    wiring.speech.warm(languages or wiring.settings.languages)


@stage(TranscribeTask, wake=wake)
def handler(task: TranscribeTask) -> Transcript:
    return transcribe(
        task,
        audio=wiring.audio,
        codec=wiring.codec,
        speech=wiring.speech,
        messages=wiring.messages,
        notifier=wiring.notifier,
        clock=wiring.clock,
    )


wiring.wake_if_provisioned(wake)
