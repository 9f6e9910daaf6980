"""Text to one voice."""

from dragoman.messages import (
    AudioReady,
    ProcessingUpdate,
    Stage,
    SynthesizeTask,
    Voice,
    ready_seq,
    stage_seq,
)
from dragoman.ports import AudioCodec, AudioStore, Clock, Messages, Notifier, Sound, Synthesizer
from dragoman.sound import join
from dragoman.steps.keys import voice_key
from dragoman.steps.progress import Progress


def synthesize(
    task: SynthesizeTask,
    *,
    synthesizer: Synthesizer,
    codec: AudioCodec,
    audio: AudioStore,
    messages: Messages,
    notifier: Notifier,
    clock: Clock,
) -> Voice:
    """Says `synthesizing`, then where the voice lies. Raises UnsupportedLanguage,
    UnspeakableText, EngineFailed, StorageUnavailable."""
    job, track = task.job, task.track
    with Progress(job, messages=messages, notifier=notifier, audio=audio, clock=clock) as progress:
        progress.say(
            ProcessingUpdate,
            seq=stage_seq(Stage.SYNTHESIZING, track),
            stage=Stage.SYNTHESIZING,
            track=track,
        )
        began = clock()
        voice: Sound = join(list(synthesizer.speak(task.text, task.language)))
        encoded = codec.encode(voice, job.voice_format)
        compute_ms = round((clock() - began) * 1000)
        key = voice_key(job.message_id, job.segment, track, job.voice_format)
        audio.put(key, encoded, job.voice_format)
        progress.say(
            AudioReady,
            seq=ready_seq(track),
            track=track,
            url=key,
            duration_s=round(voice.duration_s, 3),
            content_type=job.voice_format,
            voice_quality=synthesizer.quality(task.language),
        )
    return Voice(key=key, duration_s=voice.duration_s, compute_ms=compute_ms)
