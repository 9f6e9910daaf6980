"""Text in one language to text in another."""

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
    """Emits `translating`, then the translation. A transcript in the target language is left as it
    is. Raises UnsupportedLanguage, EngineFailed, StorageUnavailable."""
    job, transcript = task.job, task.transcript
    with Progress(job, ports) as progress:
        progress.emit(
            ProcessingUpdate(
                **progress.position(), seq=stage_seq(Stage.TRANSLATING), stage=Stage.TRANSLATING
            )
        )
        began_s = ports.clock()
        text, via = transcript.text, None
        if transcript.language != job.target_lang:
            text = ports.translator.translate(text, transcript.language, job.target_lang)
            via = ports.translator.via(transcript.language, job.target_lang)
        compute_ms = round((ports.clock() - began_s) * 1000)
        progress.emit(
            TranslationResult(
                **progress.position(),
                translated_text=text,
                source_lang=transcript.language,
                target_lang=job.target_lang,
                via=via,
            )
        )
    return Translation(text=text, via=via, compute_ms=compute_ms)
