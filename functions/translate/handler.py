"""Text to text."""

from collections.abc import Sequence

from dragoman.observability.middleware import stage
from dragoman.protocol import TranslateTask, Translation
from dragoman.stages.translate import translate
from dragoman.wiring import Wiring

wiring = Wiring()


def wake(languages: Sequence[str]) -> None:
    wiring.build("messages", "notifier")
    wiring.memory.warm(languages or wiring.settings.languages)
    wiring.translator.warm(languages or wiring.settings.languages)


@stage(TranslateTask, wake=wake)
def handler(task: TranslateTask) -> Translation:
    return translate(
        task,
        translator=wiring.translator,
        memory=wiring.memory,
        messages=wiring.messages,
        notifier=wiring.notifier,
        clock=wiring.clock,
    )


wiring.wake_if_provisioned(wake)
