"""Text to text."""

from dragoman.ports import Clock, Messages, Notifier, Translator
from dragoman.protocol import (
    ProcessingUpdate,
    Stage,
    TranslateTask,
    Translation,
    TranslationResult,
    stage_seq,
)
from dragoman.stages.progress import Progress


def translate(
    task: TranslateTask,
    *,
    translator: Translator,
    messages: Messages,
    notifier: Notifier,
    clock: Clock,
) -> Translation:
    """Says `translating`, then the translation. What was said in the target language already
    stays as it is. Raises UnsupportedLanguage, EngineFailed, StorageUnavailable."""
    job, heard = task.job, task.transcript
    with Progress(job, messages=messages, notifier=notifier, clock=clock) as progress:
        progress.emit(
            ProcessingUpdate(
                **progress.position(), seq=stage_seq(Stage.TRANSLATING), stage=Stage.TRANSLATING
            )
        )
        began = clock()
        text, via = heard.text, None
        if heard.language != job.target_lang:
            text = translator.translate(heard.text, heard.language, job.target_lang)
            via = translator.via(heard.language, job.target_lang)
        compute_ms = round((clock() - began) * 1000)
        progress.emit(
            TranslationResult(
                **progress.position(),
                translated_text=text,
                source_lang=heard.language,
                target_lang=job.target_lang,
                via=via,
            )
        )
    return Translation(text=text, via=via, compute_ms=compute_ms)
