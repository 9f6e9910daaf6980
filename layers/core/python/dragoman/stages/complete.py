"""The end of a segment whose execution went through, with a result or an error."""

from collections.abc import Iterable
from typing import Final

from dragoman.errors import NoSpeech
from dragoman.protocol import (
    Branch,
    CompleteTask,
    End,
    Failure,
    Stage,
    Track,
    Translation,
    TranslationComplete,
    Voice,
    Warning,
)
from dragoman.stages.failure_cause import cause
from dragoman.stages.progress import Progress
from dragoman.stages.segment_end import emit_error, ending
from dragoman.stages.stage_ports import EndPorts

VOICE_FALLBACK: Final = "voice_fallback"
"""The code of the warning that a basic voice replaced the chosen one."""

UNCERTAIN: Final = Warning(code="uncertain_translation", message="The translation may be wrong.")
INCOMPLETE: Final = Warning(
    code="audio_incomplete", message="A part of the recording is damaged or missing."
)


def complete(task: CompleteTask, ports: EndPorts) -> End:
    """Emits `translation_complete` with a warning for each missing or replaced voice, or `error` when
    there was no speech or no translation. Raises StorageUnavailable."""
    job, transcript = task.job, task.transcript
    # The cost of a turn grows with its languages.
    with ending(job, transcript.audio_s * max(1, len(transcript.targets)), ports) as progress:
        if not transcript.speech:
            return emit_error(progress, job, Stage.TRANSCRIBING, NoSpeech())
        if job.room:
            return _end_in_room(task, progress)
        outcome = _merge(task.branches)
        if not isinstance(outcome.translation, Translation):
            return emit_error(progress, job, Stage.TRANSLATING, cause(outcome.translation))
        progress.emit(_result(task, outcome, outcome.translation, job.target_lang, progress))
        return End(missing_voices=_missing(outcome.voices))


def _end_in_room(task: CompleteTask, progress: Progress) -> End:
    """Emits the end of each language, then that for everyone else, which ends the segment."""
    missing_voices = _missing((task.original,))
    outcomes = {branch.language or "": branch for branch in task.branches}
    for language, branch in outcomes.items():
        outcome = branch.model_copy(update={"original": task.original})
        if isinstance(outcome.translation, Translation):
            result = _result(task, outcome, outcome.translation, language, progress)
            progress.emit(result, language)
            if outcome.translation.spoken:
                missing_voices += _missing((outcome.translated,))
        else:
            error = cause(outcome.translation)
            emit_error(progress, task.job, Stage.TRANSLATING, error, language)
    transcript = task.transcript
    original = Translation(text=transcript.text, compute_ms=0)
    untranslated = Branch(translation=original, original=task.original)
    end = _result(task, untranslated, original, transcript.language, progress)
    progress.emit(end.model_copy(update={"translated_into": list(outcomes)}))
    return End(missing_voices=missing_voices)


def _missing(voices: Iterable[Voice | Failure | None]) -> int:
    return sum(not isinstance(voice, Voice) for voice in voices)


def _merge(branches: list[Branch]) -> Branch:
    """The outcome of all branches together."""
    found: dict[str, object] = {}
    for branch in branches:
        found |= branch.model_dump(exclude_none=True, by_alias=True)
    return Branch.model_validate(found)


def _result(
    task: CompleteTask,
    outcome: Branch,
    translation: Translation,
    target_lang: str,
    progress: Progress,
) -> TranslationComplete:
    transcript, position = task.transcript, progress.position()
    tracks = dict(zip((Track.TRANSLATED, Track.ORIGINAL), outcome.voices, strict=True))
    understood = task.job.room is not None and target_lang == transcript.language
    if understood or not translation.spoken:
        del tracks[Track.TRANSLATED]
    voices = {track: voice for track, voice in tracks.items() if isinstance(voice, Voice)}
    keys = {track: voice.key for track, voice in voices.items()}
    timings = {"transcribe": transcript.compute_ms, "translate": translation.compute_ms}
    timings |= {f"synthesize_{track}": voice.compute_ms for track, voice in voices.items()}
    return TranslationComplete(
        **position,
        last=task.job.last,
        original_text=transcript.text,
        translated_text=translation.text,
        source_lang=transcript.language,
        target_lang=target_lang,
        via=translation.via,
        back_translation=translation.back_translation,
        confidence=transcript.confidence,
        audio_url_original=keys.get(Track.ORIGINAL),
        audio_url_translated=keys.get(Track.TRANSLATED),
        timings=timings | {"total": position["elapsed_ms"]},
        warnings=[
            *([INCOMPLETE] if transcript.incomplete else []),
            *([UNCERTAIN] if translation.uncertain else []),
            *(
                warning
                for track, found in tracks.items()
                for warning in _voice_warnings(track, found)
            ),
        ],
    )


def _voice_warnings(track: Track, voice: Voice | Failure | None) -> list[Warning]:
    if not isinstance(voice, Voice):
        return [_missing_voice(track, voice)]
    if not voice.instead_of:
        return []
    message = f"The voice {voice.instead_of} could not speak; {voice.voice} did."
    return [Warning(code=VOICE_FALLBACK, track=track, message=message)]


def _missing_voice(track: Track, failure: Failure | None) -> Warning:
    error = cause(failure)
    return Warning(code=error.code, track=track, message=str(error))
