"""Text in one language to text in another."""

from dragoman.observability.middleware import lambda_handler, stage
from dragoman.protocol import TranslateTask, Translation
from dragoman.stages.translate import translate
from dragoman.wiring import Wiring

wiring = Wiring()


@lambda_handler(stage(TranslateTask), wake=wiring.load_translation)
def handler(task: TranslateTask) -> Translation:
    return translate(task, wiring.translate_ports)


wiring.load_if_provisioned(wiring.load_translation)
