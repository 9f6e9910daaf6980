"""Speech to text."""

import base64
from dataclasses import dataclass

from dragoman.errors import DragomanError
from dragoman.languages import AUTO
from dragoman.ports import DecodedSound, Recognition
from dragoman.protocol import (
    Job,
    ProcessingUpdate,
    RecordingReady,
    Stage,
    SttResult,
    TranscribeTask,
    Transcript,
    stage_seq,
)
from dragoman.stages.progress import Progress
from dragoman.stages.stage_ports import TranscribePorts
from dragoman.stages.tentative import is_accepted


@dataclass(frozen=True)
class _Recognised:
    recording: DecodedSound
    recognition: Recognition
    compute_ms: int


def transcribe(task: TranscribeTask, ports: TranscribePorts) -> Transcript:
    """Emits `transcribing`, then the transcript. With `auto` the language is one of the job's
    candidates. A text that was typed is its own transcript. A tentative segment is recognised before
    it is accepted, and dropped if it is not. Raises AudioMissing, AudioTooLarge, NotAudio, EmptyAudio,
    AudioTooLong, EngineFailed, StorageUnavailable."""
    if not task.job.tentative:
        return _transcribe(task, ports, None)
    try:
        recognised = _recognise(task, ports)
    except DragomanError:
        if is_accepted(task.job, ports):
            raise
        return _DROPPED
    return _transcribe(task, ports, recognised) if is_accepted(task.job, ports) else _DROPPED


def _transcribe(
    task: TranscribeTask, ports: TranscribePorts, recognised: _Recognised | None
) -> Transcript:
    """Emits the events, and recognises what is not recognised yet."""
    job = task.job
    with Progress(job, ports) as progress:
        progress.emit(
            ProcessingUpdate(
                **progress.position(), seq=stage_seq(Stage.TRANSCRIBING), stage=Stage.TRANSCRIBING
            )
        )
        if job.text:
            return _typed(job, progress)
        recognised = recognised or _recognise(task, ports)
        recording, recognition = recognised.recording, recognised.recognition
        if recognition.text:
            progress.emit(
                SttResult(
                    **progress.position(),
                    original_text=recognition.text,
                    language=recognition.language,
                    language_confidence=recognition.language_confidence,
                    detected_language=recognition.detected_language,
                    detected_language_confidence=recognition.detected_language_confidence,
                    confidence=recognition.confidence,
                    words=list(recognition.words),
                    begin_s=recognition.begin_s,
                    end_s=recognition.end_s,
                    spans=list(recognition.spans),
                )
            )
            if job.room and recognition.language in job.room.languages:
                progress.emit(
                    RecordingReady(
                        **progress.position(),
                        language=recognition.language,
                        url=job.audio_key,
                        duration_s=round(recording.duration_s, 3),
                    )
                )
    return Transcript(
        text=recognition.text,
        language=recognition.language,
        confidence=recognition.confidence,
        speech=bool(recognition.text),
        audio_s=recording.duration_s,
        compute_ms=recognised.compute_ms,
        fallback_passes=recognition.fallback_passes,
        incomplete=recording.incomplete,
        spans=recognition.spans,
        targets=_targets(job, recognition.language),
    )


def _recognise(task: TranscribeTask, ports: TranscribePorts) -> _Recognised:
    job = task.job
    inline = base64.b64decode(task.recording)
    encoded = inline or ports.audio.get(job.audio_key)
    began_s = ports.clock()
    recording = ports.codec.decode(encoded)
    candidates = job.candidates if job.source_lang == AUTO else (job.source_lang,)
    recognition = ports.speech.recognise(
        recording,
        candidates,
        job.hotwords,
        job.words,
        # A speaker of the target language needs no translation.
        unexpected_language=job.target_lang,
    )
    return _Recognised(recording, recognition, round((ports.clock() - began_s) * 1000))


def _typed(job: Job, progress: Progress) -> Transcript:
    progress.emit(
        SttResult(
            **progress.position(), original_text=job.text, language=job.source_lang, confidence=1.0
        )
    )
    return Transcript(
        text=job.text,
        language=job.source_lang,
        confidence=1.0,
        speech=True,
        audio_s=0.0,
        compute_ms=0,
        targets=_targets(job, job.source_lang),
    )


_DROPPED = Transcript(
    text="", language="", confidence=0.0, speech=False, audio_s=0.0, compute_ms=0, dropped=True
)


def _targets(job: Job, spoken: str) -> tuple[str, ...]:
    """The languages of a room that need a translation."""
    languages = job.room.languages if job.room else ()
    return tuple(language for language in languages if language != spoken)
