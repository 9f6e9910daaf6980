"""Recording to text."""

from dragoman.languages import AUTO
from dragoman.ports import AudioCodec, AudioStore, Clock, Messages, Notifier, SpeechToText
from dragoman.protocol import (
    ProcessingUpdate,
    Stage,
    SttResult,
    TranscribeTask,
    Transcript,
    stage_seq,
)
from dragoman.stages.progress import Progress


def transcribe(
    task: TranscribeTask,
    *,
    audio: AudioStore,
    codec: AudioCodec,
    speech: SpeechToText,
    messages: Messages,
    notifier: Notifier,
    clock: Clock,
) -> Transcript:
    """Says `transcribing`, then what was heard; in one of the job's candidates when the client left
    the guess to us. Raises AudioMissing, AudioTooLarge, NotAudio, EmptyAudio, AudioTooLong,
    EngineFailed, StorageUnavailable."""
    job = task.job
    with Progress(job, messages=messages, notifier=notifier, clock=clock) as progress:
        progress.emit(
            ProcessingUpdate(
                **progress.position(), seq=stage_seq(Stage.TRANSCRIBING), stage=Stage.TRANSCRIBING
            )
        )
        encoded = audio.get(job.audio_key)
        began = clock()
        recording = codec.decode(encoded)
        candidates = job.candidates if job.source_lang == AUTO else (job.source_lang,)
        heard = speech.recognise(
            recording,
            candidates,
            job.hotwords,
            job.words,
            # A speaker of the target language needs no translation.
            unexpected_language=job.target_lang,
        )
        compute_ms = round((clock() - began) * 1000)
        if heard.text:
            progress.emit(
                SttResult(
                    **progress.position(),
                    original_text=heard.text,
                    language=heard.language,
                    language_confidence=heard.language_confidence,
                    confidence=heard.confidence,
                    words=list(heard.words),
                )
            )
    return Transcript(
        text=heard.text,
        language=heard.language,
        confidence=heard.confidence,
        speech=bool(heard.text),
        audio_s=recording.duration_s,
        compute_ms=compute_ms,
        fallback_passes=heard.fallback_passes,
        incomplete=recording.incomplete,
    )
