"""The end of a segment: what came of it, or why nothing did."""

import json
from contextlib import suppress
from typing import Any, Final

from dragoman.errors import (
    BadInput,
    Crashed,
    DragomanError,
    NoSpeech,
    Throttled,
    TimedOut,
    Unavailable,
    by_name,
)
from dragoman.ports import AudioStore, Clock, Messages, Notifier, Usage
from dragoman.protocol import (
    Branch,
    CompleteTask,
    End,
    FailTask,
    Failure,
    Job,
    MessageError,
    Stage,
    Track,
    Translation,
    TranslationComplete,
    Voice,
    Warning,
)
from dragoman.stages.message_end import end_segment
from dragoman.stages.progress import Progress

VOICE_FALLBACK: Final = "voice_fallback"
"""The warning that a basic voice spoke in place of the one that should have."""

_OF_LAMBDA: Final[dict[str, type[DragomanError]]] = {
    "Lambda.TooManyRequestsException": Throttled,
    "States.Timeout": TimedOut,
    "Sandbox.Timedout": TimedOut,
    "Lambda.ServiceException": Unavailable,
    "Lambda.AWSLambdaException": Unavailable,
    "Lambda.SdkClientException": Unavailable,
    "Lambda.ClientExecutionTimeoutException": Unavailable,
    "Lambda.Unknown": Crashed,
    "Runtime.ExitError": Crashed,
    "Runtime.OutOfMemory": Crashed,
    "Runtime.Unknown": Crashed,
    "States.TaskFailed": Crashed,
}
"""What the state machine and Lambda themselves call errors of ours."""

MAX_SPENT_S = 60.0
"""Charged for a segment that failed."""
INCOMPLETE: Final = Warning(
    code="audio_incomplete", message="A part of the recording is damaged or missing."
)


def complete(
    task: CompleteTask,
    *,
    audio: AudioStore,
    messages: Messages,
    notifier: Notifier,
    usage: Usage,
    clock: Clock,
) -> End:
    """Says `translation_complete` with what there is and a warning for each voice that is missing or was
    spoken by another,
    or `error` when nothing was said or it could not be translated. Raises StorageUnavailable."""
    with Progress(
        task.job, messages=messages, notifier=notifier, audio=audio, clock=clock
    ) as progress:
        outcome = _merge(task.branches)
        if not task.transcript.speech:
            end = _emit_error(progress, task.job, Stage.TRANSCRIBING, NoSpeech())
        elif isinstance(outcome.translation, Translation):
            elapsed_ms = round(clock() * 1000) - task.job.received_at_ms
            result = _result(task, outcome, outcome.translation, elapsed_ms)
            progress.emit(TranslationComplete(**progress.position(), **result))
            missing = [result["audio_url_original"], result["audio_url_translated"]].count(None)
            end = End(missing_voices=missing)
        else:
            end = _emit_error(progress, task.job, Stage.TRANSLATING, _cause(outcome.translation))
    _end(task.job, messages, notifier)
    _settle(task.job, task.transcript.audio_s, usage)
    return end


def fail(
    task: FailTask,
    *,
    audio: AudioStore,
    messages: Messages,
    notifier: Notifier,
    usage: Usage,
    clock: Clock,
) -> End:
    """Says `error` for a segment whose flow cannot go on. Raises StorageUnavailable."""
    with Progress(
        task.job, messages=messages, notifier=notifier, audio=audio, clock=clock
    ) as progress:
        error = _cause(task.failure)
        end = _emit_error(progress, task.job, task.stage, error)
    _end(task.job, messages, notifier)
    _settle(task.job, _spent_s(task.job, error, clock), usage)
    return end


def _spent_s(job: Job, error: DragomanError, clock: Clock) -> float:
    """The time that a failed segment took, which counts like speech: a recording that cannot be read
    costs what was tried with it. An outage of ours is not charged."""
    if isinstance(error, Unavailable) and not isinstance(error, Crashed | TimedOut):
        return 0.0
    return min(max(0.0, clock() - job.received_at_ms / 1000), MAX_SPENT_S)


def _end(job: Job, messages: Messages, notifier: Notifier) -> None:
    end_segment(
        job.message_id, job.segment, job.owner, job.last, messages=messages, notifier=notifier
    )


def _settle(job: Job, audio_s: float, usage: Usage) -> None:
    """The speaker may begin another. Without this word the segment counts until it is too old."""
    with suppress(Unavailable):
        usage.end(job, audio_s)


def _merge(branches: list[Branch]) -> Branch:
    """One outcome of what each branch knows."""
    found: dict[str, object] = {}
    for branch in branches:
        found |= branch.model_dump(exclude_none=True, by_alias=True)
    return Branch.model_validate(found)


def _result(
    task: CompleteTask, outcome: Branch, translation: Translation, elapsed_ms: int
) -> dict[str, Any]:
    job, heard = task.job, task.transcript
    voices = dict(zip((Track.TRANSLATED, Track.ORIGINAL), outcome.voices, strict=True))
    keys = {track: v.key if isinstance(v, Voice) else None for track, v in voices.items()}
    timings = {"transcribe": heard.compute_ms, "translate": translation.compute_ms}
    timings |= {
        f"synthesize_{track}": v.compute_ms for track, v in voices.items() if isinstance(v, Voice)
    }
    return {
        "last": job.last,
        "original_text": heard.text,
        "translated_text": translation.text,
        "source_lang": heard.language,
        "target_lang": job.target_lang,
        "via": translation.via,
        "confidence": heard.confidence,
        "audio_url_original": keys[Track.ORIGINAL],
        "audio_url_translated": keys[Track.TRANSLATED],
        "timings": timings | {"total": elapsed_ms},
        "warnings": [
            *([INCOMPLETE] if heard.incomplete else []),
            *(warning for track, v in voices.items() for warning in _voice_warnings(track, v)),
        ],
    }


def _voice_warnings(track: Track, voice: Voice | Failure | None) -> list[Warning]:
    if not isinstance(voice, Voice):
        return [_missing_voice(track, voice)]
    if not voice.instead_of:
        return []
    message = f"The voice {voice.instead_of} could not speak; {voice.voice} did."
    return [Warning(code=VOICE_FALLBACK, track=track, message=message)]


def _missing_voice(track: Track, failure: Failure | None) -> Warning:
    why = _cause(failure)
    return Warning(code=why.code, track=track, message=str(why))


def _cause(failure: Failure | None) -> DragomanError:
    """The error behind what Catch left. Errors that are not ours keep their words to themselves."""
    if failure is None:
        return DragomanError("This stage left no result.")
    if failure.error in _OF_LAMBDA:
        return _OF_LAMBDA[failure.error]()
    kind = by_name(failure.error)
    if kind is DragomanError:
        return DragomanError()
    try:
        return kind(json.loads(failure.cause)["errorMessage"])
    except (ValueError, KeyError, TypeError):
        return kind()


def _emit_error(progress: Progress, job: Job, stage: Stage, error: DragomanError) -> End:
    progress.emit(
        MessageError(
            **progress.position(),
            last=job.last,
            stage=stage,
            code=error.code,
            message=str(error),
            retryable=error.retryable,
        )
    )
    return End(code=error.code, ours=not isinstance(error, BadInput))
