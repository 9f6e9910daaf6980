"""A partial recording is recognised, and its text sent; complete clauses are translated, too."""

from contextlib import suppress

from dragoman.errors import AudioTooLong, BadInput, Gone, Unavailable
from dragoman.ports import PartialTranscript
from dragoman.protocol import (
    CaptionTask,
    CaptionTranslationTask,
    PartialResult,
    PartialTranslation,
    RequestError,
)
from dragoman.stages.stage_ports import CaptionPorts, CaptionTranslationPorts

MAX_AUDIO_S = 16.0
"""The longest partial recording."""
MAX_AGE_S = 1.5
"""The age in seconds above which a task is dropped, because a newer recording has arrived."""


def caption(task: CaptionTask, ports: CaptionPorts) -> RequestError | None:
    """Sends `partial_result`, or the refusal that it returns. Sends nothing when the task is late, or
    a newer revision was recognised. Raises EngineFailed."""
    if ports.clock() - task.received_at_ms / 1000 > MAX_AGE_S:
        return None
    try:
        sound = ports.codec.decode(task.audio)
        if sound.duration_s > MAX_AUDIO_S:
            raise AudioTooLong(f"A partial recording may last {MAX_AUDIO_S:.0f} s at most.")
    except BadInput as error:
        refusal = RequestError(
            message_id=str(task.message_id),
            segment=task.segment,
            revision=task.revision,
            code=error.code,
            message=str(error),
            retryable=error.retryable,
        )
        _post(refusal, task, ports)
        return refusal
    transcript = ports.transcripts.update(task, sound)
    if transcript is not None:
        result = PartialResult(
            message_id=task.message_id,
            segment=task.segment,
            revision=task.revision,
            stable_text=transcript.stable_text,
            unstable_text=transcript.unstable_text,
            language=transcript.language,
        )
        _post(result, task, ports)
        if transcript.new_clauses and transcript.language != task.target_lang:
            ports.translator.start(_translation_task(task, transcript))
    return None


def _translation_task(task: CaptionTask, transcript: PartialTranscript) -> CaptionTranslationTask:
    return CaptionTranslationTask(
        connection_id=task.connection_id,
        message_id=task.message_id,
        segment=task.segment,
        revision=task.revision,
        text=transcript.new_clauses,
        source_lang=transcript.language,
        target_lang=task.target_lang,
        received_at_ms=task.received_at_ms,
    )


def translate_caption(task: CaptionTranslationTask, ports: CaptionTranslationPorts) -> None:
    """Sends `partial_translation`, unless the task is late. Raises UnsupportedLanguage,
    EngineFailed."""
    if ports.clock() - task.received_at_ms / 1000 > MAX_AGE_S:
        return
    translated = ports.translator.translate(task.text, task.source_lang, task.target_lang)
    result = PartialTranslation(
        message_id=task.message_id,
        segment=task.segment,
        revision=task.revision,
        translated_text=translated,
        source_lang=task.source_lang,
        target_lang=task.target_lang,
    )
    with suppress(Gone, Unavailable):
        ports.notifier.post(task.connection_id, result.wire())


def _post(event: PartialResult | RequestError, task: CaptionTask, ports: CaptionPorts) -> None:
    """Posts an event; one that cannot be delivered is lost."""
    with suppress(Gone, Unavailable):
        ports.notifier.post(task.connection_id, event.wire())
