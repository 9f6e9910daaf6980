"""The end of a segment: what came of it, or why nothing did."""

import json

from dragoman.errors import DragomanError, NoSpeech, by_name
from dragoman.messages import (
    Branch,
    CompleteTask,
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
from dragoman.ports import AudioStore, Clock, Messages, Notifier
from dragoman.steps.ending import end_message
from dragoman.steps.progress import Progress


def complete(
    task: CompleteTask,
    *,
    audio: AudioStore,
    messages: Messages,
    notifier: Notifier,
    clock: Clock,
) -> None:
    """Says `translation_complete` with what there is and a warning for each voice that is missing,
    or `error` when nothing was said or it could not be translated. Raises StorageUnavailable."""
    with Progress(
        task.job, messages=messages, notifier=notifier, audio=audio, clock=clock
    ) as progress:
        outcome = _merge(task.branches)
        if not task.transcript.speech:
            _say_error(progress, task.job, Stage.TRANSCRIBING, NoSpeech())
        elif isinstance(outcome.translation, Translation):
            elapsed_ms = round(clock() * 1000) - task.job.received_at_ms
            progress.say(
                TranslationComplete, **_result(task, outcome, outcome.translation, elapsed_ms)
            )
        else:
            _say_error(progress, task.job, Stage.TRANSLATING, _cause(outcome.translation))
    _end(task.job, messages=messages, notifier=notifier)


def fail(
    task: FailTask,
    *,
    messages: Messages,
    notifier: Notifier,
    clock: Clock,
) -> None:
    """Says `error` for a segment whose flow cannot go on. Raises StorageUnavailable."""
    with Progress(task.job, messages=messages, notifier=notifier, clock=clock) as progress:
        _say_error(progress, task.job, task.stage, _cause(task.failure))
    _end(task.job, messages=messages, notifier=notifier)


def _end(job: Job, *, messages: Messages, notifier: Notifier) -> None:
    """A message of one segment has ended with it."""
    if job.segment > 0 or not job.last:
        end_message(job.message_id, messages=messages, notifier=notifier)


def _merge(branches: list[Branch]) -> Branch:
    """One outcome of what each branch knows."""
    found: dict[str, object] = {}
    for branch in branches:
        found |= branch.model_dump(exclude_none=True, by_alias=True)
    return Branch.model_validate(found)


def _result(
    task: CompleteTask, outcome: Branch, translation: Translation, elapsed_ms: int
) -> dict[str, object]:
    job, heard = task.job, task.transcript
    voices = {Track.TRANSLATED: outcome.translated, Track.ORIGINAL: outcome.original}
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
        "confidence": heard.confidence,
        "audio_url_original": keys[Track.ORIGINAL],
        "audio_url_translated": keys[Track.TRANSLATED],
        "timings": timings | {"total": elapsed_ms},
        "warnings": [
            _missing_voice(track, v) for track, v in voices.items() if not isinstance(v, Voice)
        ],
    }


def _missing_voice(track: Track, failure: Failure | None) -> Warning:
    why = _cause(failure)
    return Warning(code=why.code, track=track, message=str(why))


def _cause(failure: Failure | None) -> DragomanError:
    """The error behind what Catch left. Errors that are not ours keep their words to themselves."""
    if failure is None:
        return DragomanError("This stage left no result.")
    kind = by_name(failure.error)
    if kind is DragomanError:
        return DragomanError()
    try:
        return kind(json.loads(failure.cause)["errorMessage"])
    except (ValueError, KeyError, TypeError):
        return kind()


def _say_error(progress: Progress, job: Job, stage: Stage, error: DragomanError) -> None:
    progress.say(
        MessageError,
        last=job.last,
        stage=stage,
        code=error.code,
        message=str(error),
        retryable=error.retryable,
    )
