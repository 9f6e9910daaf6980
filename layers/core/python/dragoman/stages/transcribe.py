"""Speech to text."""

from dragoman.languages import AUTO
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


def transcribe(task: TranscribeTask, ports: TranscribePorts) -> Transcript:
    """Emits `transcribing`, then the transcript. With `auto` the language is one of the job's
    candidates. A text that was typed is its own transcript. Raises AudioMissing, AudioTooLarge,
    NotAudio, EmptyAudio, AudioTooLong, EngineFailed, StorageUnavailable."""
    job = task.job
    with Progress(job, ports) as progress:
        progress.emit(
            ProcessingUpdate(
                **progress.position(), seq=stage_seq(Stage.TRANSCRIBING), stage=Stage.TRANSCRIBING
            )
        )
        if job.text:
            return _typed(job, progress)
        encoded = ports.audio.get(job.audio_key)
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
        compute_ms = round((ports.clock() - began_s) * 1000)
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
        compute_ms=compute_ms,
        fallback_passes=recognition.fallback_passes,
        incomplete=recording.incomplete,
        spans=recognition.spans,
        targets=_targets(job, recognition.language),
    )


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


def _targets(job: Job, spoken: str) -> tuple[str, ...]:
    """The languages of a room that need a translation."""
    languages = job.room.languages if job.room else ()
    return tuple(language for language in languages if language != spoken)
