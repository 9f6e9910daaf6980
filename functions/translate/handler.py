"""Text in one language to text in another."""

from dragoman.observability.middleware import (
    captions,
    lambda_handler,
    stage,
    stage_or_captions,
)
from dragoman.protocol import CaptionTranslationTask, TranslateTask, Translation
from dragoman.stages.caption import translate_caption
from dragoman.stages.translate import translate
from dragoman.wiring import Wiring

wiring = Wiring()


@lambda_handler(
    stage_or_captions(stage(TranslateTask), captions(CaptionTranslationTask)),
    wake=wiring.load_translation,
)
def handler(task: TranslateTask | CaptionTranslationTask) -> Translation | None:
    if isinstance(task, CaptionTranslationTask):
        translate_caption(task, wiring.caption_translation_ports)
        return None
    return translate(task, wiring.translate_ports)


wiring.load_if_provisioned(wiring.load_translation)
