"""Text to text."""

from dragoman.ports import (
    Clock,
    MemoryTranslation,
    Messages,
    Notifier,
    PhraseMemory,
    Translator,
)
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
    memory: PhraseMemory,
    messages: Messages,
    notifier: Notifier,
    clock: Clock,
) -> Translation:
    """Says `translating`, then the translation, by the memory where it can. What was said in the target language already
    stays as it is. Raises UnsupportedLanguage, EngineFailed, StorageUnavailable."""
    job, heard = task.job, task.transcript
    with Progress(job, messages=messages, notifier=notifier, clock=clock) as progress:
        progress.emit(
            ProcessingUpdate(
                **progress.position(), seq=stage_seq(Stage.TRANSLATING), stage=Stage.TRANSLATING
            )
        )
        began = clock()
        source, target, via = heard.language, job.target_lang, None
        translation = MemoryTranslation(heard.text, from_memory=False)
        if source != target:
            via = translator.via(source, target)
            translation = memory.translate(
                heard.text, source, target, lambda text: translator.translate(text, source, target)
            )
        compute_ms = round((clock() - began) * 1000)
        progress.emit(
            TranslationResult(
                **progress.position(),
                translated_text=translation.text,
                source_lang=source,
                target_lang=target,
                via=via,
                from_memory=translation.from_memory,
            )
        )
    return Translation(text=translation.text, via=via, compute_ms=compute_ms)
