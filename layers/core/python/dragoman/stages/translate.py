"""Text in one language to text in another."""

from dragoman.ports import MemoryTranslation
from dragoman.protocol import (
    ProcessingUpdate,
    Stage,
    TranslateTask,
    Translation,
    TranslationResult,
    stage_seq,
)
from dragoman.stages.progress import Progress
from dragoman.stages.stage_ports import TranslatePorts


def translate(task: TranslateTask, ports: TranslatePorts) -> Translation:
    """Emits `translating`, then the translation: sentences of the translation memory first, the rest
    by the engine. A transcript in the target language is left as it is. Raises
    UnsupportedLanguage, EngineFailed, StorageUnavailable."""
    job, transcript = task.job, task.transcript
    with Progress(job, ports) as progress:
        progress.emit(
            ProcessingUpdate(
                **progress.position(), seq=stage_seq(Stage.TRANSLATING), stage=Stage.TRANSLATING
            )
        )
        began_s = ports.clock()
        source, target, via = transcript.language, job.target_lang, None
        translation = MemoryTranslation(transcript.text, from_memory=False)
        if source != target:
            via = ports.translator.via(source, target)
            translation = ports.memory.translate(
                transcript.text,
                source,
                target,
                lambda text: ports.translator.translate(text, source, target),
            )
        compute_ms = round((ports.clock() - began_s) * 1000)
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
