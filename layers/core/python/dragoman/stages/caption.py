"""A partial recording is recognised, and its text sent; complete clauses are translated, too. In a room, each
participant gets the text in their language."""

from collections.abc import Iterable

from dragoman.errors import AudioTooLong, BadInput
from dragoman.ports import Notifier, PartialTranscript
from dragoman.protocol import (
    CaptionAudience,
    CaptionTask,
    CaptionTranslationTask,
    EventData,
    PartialResult,
    PartialTranslation,
    RequestError,
    RoomSpeaker,
)
from dragoman.stages.fan_out import FanOut
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
        _post_to_all([task.connection_id], refusal, ports.notifier)
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
            **_place(task.speaker),
        )
        others = [
            connection_id
            for one in task.audience
            if one.language == transcript.language
            for connection_id in one.connection_ids
        ]
        _post_to_all(dict.fromkeys((task.connection_id, *others)), result, ports.notifier)
        if transcript.new_clauses:
            for audience in task.audience:
                if audience.language != transcript.language:
                    ports.translator.start(_translation_task(task, transcript, audience))
    return None


def _place(speaker: RoomSpeaker | None) -> dict[str, str]:
    return speaker.model_dump() if speaker else {}


def _translation_task(
    task: CaptionTask, transcript: PartialTranscript, audience: CaptionAudience
) -> CaptionTranslationTask:
    return CaptionTranslationTask(
        connection_ids=audience.connection_ids,
        speaker=task.speaker,
        message_id=task.message_id,
        segment=task.segment,
        revision=task.revision,
        text=transcript.new_clauses,
        source_lang=transcript.language,
        target_lang=audience.language,
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
        **_place(task.speaker),
    )
    _post_to_all(task.connection_ids, result, ports.notifier)


def _post_to_all(connection_ids: Iterable[str], event: EventData, notifier: Notifier) -> None:
    """Posts an event; one that cannot be delivered is lost."""
    with FanOut(notifier) as fan_out:
        fan_out.post(connection_ids, event.wire())
