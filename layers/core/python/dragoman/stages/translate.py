"""Text in one language to text in another."""

from dataclasses import dataclass

from dragoman.errors import EngineFailed, UnsupportedLanguage
from dragoman.ports import MemoryTranslation
from dragoman.protocol import (
    Job,
    ProcessingUpdate,
    Stage,
    Termbase,
    Transcript,
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
        translation = _Translated(transcript.text)
        if source != target:
            via = ports.translator.via(source, target)
            translation = _translated(transcript, job, ports)
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
    return Translation(
        text=translation.text,
        via=via,
        compute_ms=compute_ms,
        uncertain=translation.uncertain,
        back_translation=translation.back,
    )


@dataclass(frozen=True)
class _Translated:
    text: str
    from_memory: bool = False
    uncertain: bool = False
    back: str | None = None


def _translated(transcript: Transcript, job: Job, ports: TranslatePorts) -> _Translated:
    source, target, uncertain = transcript.language, job.target_lang, False

    def engine(text: str) -> str:
        nonlocal uncertain
        checked = ports.translator.translate_checked(text, source, target, job.terms)
        uncertain = uncertain or checked.uncertain
        return checked.text

    if Termbase(job.terms).terms_in(transcript.text):  # the memory does not know the terms
        found = MemoryTranslation(engine(transcript.text), from_memory=False)
    else:
        found = ports.memory.translate(transcript.text, source, target, engine)
    back = _back_translation(found.text, source, target, ports) if job.back_translation else None
    return _Translated(found.text, found.from_memory, uncertain, back)


def _back_translation(text: str, source: str, target: str, ports: TranslatePorts) -> str | None:
    """None where nothing translates back."""

    def engine(part: str) -> str:
        return ports.translator.translate_checked(part, target, source).text

    try:
        return ports.memory.translate(text, target, source, engine).text
    except (UnsupportedLanguage, EngineFailed):
        return None
