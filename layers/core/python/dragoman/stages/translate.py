"""Text in one language to text in another."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from dragoman.errors import EngineFailed, UnsupportedLanguage
from dragoman.ports import MemoryTranslation
from dragoman.protocol import (
    Job,
    LanguageSpan,
    ProcessingUpdate,
    Stage,
    Termbase,
    TranslateTask,
    Translation,
    TranslationResult,
    stage_seq,
)
from dragoman.stages.progress import Progress
from dragoman.stages.stage_ports import TranslatePorts
from dragoman.text_joining import join


def translate(task: TranslateTask, ports: TranslatePorts) -> Translation:
    """Emits `translating`, then the translation: sentences of the translation memory first, the rest
    by the engine. A transcript in the target language is left as it is. If several languages were
    spoken, the event also has each span translated in its own direction. Raises UnsupportedLanguage,
    EngineFailed, StorageUnavailable."""
    job, transcript, target = task.job, task.transcript, task.target_lang
    with Progress(job, ports, target) as progress:
        progress.emit(
            ProcessingUpdate(
                **progress.position(), seq=stage_seq(Stage.TRANSLATING), stage=Stage.TRANSLATING
            )
        )
        began_s = ports.clock()
        source = transcript.language
        spans = transcript.spans or (LanguageSpan(text=transcript.text, language=source),)
        into_target = [_translated(span, target, job, ports) for span in spans]
        translation = _joined(into_target, target)
        compute_ms = round((ports.clock() - began_s) * 1000)
        progress.emit(
            TranslationResult(
                **progress.position(),
                translated_text=translation.text,
                source_lang=source,
                target_lang=target,
                via=translation.via,
                from_memory=translation.from_memory,
                spans=_own_directions(transcript.spans, into_target, task, ports),
            )
        )
    return Translation(
        text=translation.text,
        via=translation.via,
        compute_ms=compute_ms,
        uncertain=translation.uncertain,
        back_translation=translation.back,
        spoken=not (job.room and target in job.room.captions_only),
    )


@dataclass(frozen=True)
class _Translated:
    text: str
    via: str | None = None
    from_memory: bool = False
    uncertain: bool = False
    back: str | None = None


def _translated(span: LanguageSpan, target: str, job: Job, ports: TranslatePorts) -> _Translated:
    source, uncertain = span.language, False
    if source == target:
        return _Translated(span.text, back=span.text if job.back_translation else None)
    # The terms are translated into the target language of the job.
    terms = job.terms if target == job.target_lang else ()

    def engine(text: str) -> str:
        nonlocal uncertain
        checked = ports.translator.translate_checked(text, source, target, terms)
        uncertain = uncertain or checked.uncertain
        return checked.text

    via = ports.translator.via(source, target)
    if Termbase(terms).terms_in(span.text):  # the memory does not know the terms
        found = MemoryTranslation(engine(span.text), from_memory=False)
    else:
        found = ports.memory.translate(span.text, source, target, engine)
    back = _back_translation(found.text, source, target, ports) if job.back_translation else None
    return _Translated(found.text, via, found.from_memory, uncertain, back)


def _joined(parts: Sequence[_Translated], language: str) -> _Translated:
    backs = [part.back for part in parts]
    return _Translated(
        join([part.text for part in parts], language),
        via=next((part.via for part in parts if part.via), None),
        from_memory=all(part.from_memory for part in parts),
        uncertain=any(part.uncertain for part in parts),
        back=None if None in backs else " ".join(back for back in backs if back),
    )


def _own_directions(
    spans: Sequence[LanguageSpan],
    into_target: Sequence[_Translated],
    task: TranslateTask,
    ports: TranslatePorts,
) -> list[LanguageSpan]:
    """Each span in the target language, or in the other language if it was spoken in the target one
    and that can be translated."""
    target = task.target_lang
    other = next((span.language for span in spans if span.language != target), target)
    found: list[LanguageSpan] = []
    for span, translated in zip(spans, into_target, strict=False):
        text, language = translated.text, target
        if span.language == target:
            with suppress(UnsupportedLanguage):
                text, language = _translated(span, other, task.job, ports).text, other
        found.append(LanguageSpan(text=text, language=language))
    return found


def _back_translation(text: str, source: str, target: str, ports: TranslatePorts) -> str | None:
    """None where nothing translates back."""

    def engine(part: str) -> str:
        return ports.translator.translate_checked(part, target, source).text

    try:
        return ports.memory.translate(text, target, source, engine).text
    except (UnsupportedLanguage, EngineFailed):
        return None
