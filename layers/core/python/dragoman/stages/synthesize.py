"""Text to one voice."""

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, islice

from dragoman.audio.chunking import growing, join
from dragoman.ports import AudioCodec, AudioStore, Clock, Messages, Notifier, Sound, Synthesizer
from dragoman.protocol import (
    MAX_CHUNKS,
    AudioChunk,
    AudioReady,
    ProcessingUpdate,
    Stage,
    SynthesizeTask,
    Track,
    Voice,
    chunk_seq,
    ready_seq,
    stage_seq,
)
from dragoman.protocol.audio_keys import chunk_key, voice_key
from dragoman.stages.progress import Progress

CHUNK_FORMAT = "audio/wav"
"""Played by every browser, and sample for sample what the voice said: pieces join without a click."""


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
    """Says `synthesizing`, then each piece of the voice as soon as it exists, if anyone there plays
    pieces, then where the whole lies. Raises UnsupportedLanguage, UnsupportedVoice,
    UnspeakableText, EngineFailed, StorageUnavailable."""
    job, track = task.job, task.track
    with Progress(job, messages=messages, notifier=notifier, audio=audio, clock=clock) as progress:
        progress.emit(
            ProcessingUpdate(
                **progress.position(),
                seq=stage_seq(Stage.SYNTHESIZING, track),
                stage=Stage.SYNTHESIZING,
                track=track,
            )
        )
        began = clock()
        # Who listens chose who speaks the translation; the original has its language's own voice.
        wanted = job.voice if track is Track.TRANSLATED else ""
        spoken = synthesizer.speak(task.text, task.language, wanted, job.speed)
        pieces: list[Sound] = []
        announced_ms: int | None = None
        waited_s = 0.0
        for index, piece in enumerate(_limited(growing(spoken))):
            pieces.append(piece)
            if not job.chunks:
                continue
            _announce(piece, index, task, codec=codec, audio=audio, progress=progress)
            if index == 0:
                made_at_s = clock()
                progress.wait()  # the next piece would take the cores that carry this one
                announced_at_s = clock()
                waited_s = announced_at_s - made_at_s
                announced_ms = round(announced_at_s * 1000) - job.received_at_ms
        voice = join(pieces)
        encoded = codec.encode(voice, job.voice_format)
        compute_ms = round((clock() - began - waited_s) * 1000)
        key = voice_key(job.message_id, job.segment, track, job.voice_format)
        progress.store(partial(audio.put, key, encoded, job.voice_format))
        progress.emit(
            AudioReady(
                **progress.position(),
                seq=ready_seq(track),
                track=track,
                url=key,
                duration_s=round(voice.duration_s, 3),
                content_type=job.voice_format,
                voice_quality=spoken.voice.quality,
                voice=spoken.voice.voice,
            )
        )
    return Voice(
        key=key,
        duration_s=voice.duration_s,
        compute_ms=compute_ms,
        announced_ms=announced_ms,
        voice=spoken.voice.voice,
        instead_of=spoken.instead_of,
    )


def _announce(
    piece: Sound,
    index: int,
    task: SynthesizeTask,
    *,
    codec: AudioCodec,
    audio: AudioStore,
    progress: Progress,
) -> None:
    """Stores a piece of the voice and says where it lies."""
    job, track = task.job, task.track
    key = chunk_key(job.message_id, job.segment, track, index, CHUNK_FORMAT)
    encoded = codec.encode(piece, CHUNK_FORMAT)
    progress.store(partial(audio.put, key, encoded, CHUNK_FORMAT))
    progress.emit(
        AudioChunk(
            **progress.position(),
            seq=chunk_seq(track, index),
            track=track,
            index=index,
            url=key,
            duration_s=round(piece.duration_s, 3),
            content_type=CHUNK_FORMAT,
        )
    )


def _limited(pieces: Iterable[Sound]) -> Iterator[Sound]:
    """The same sound in as many pieces as may be announced: the last takes all the rest."""
    rest = iter(pieces)
    yield from islice(rest, MAX_CHUNKS - 1)
    for piece in islice(rest, 1):
        yield join(list(chain([piece], rest)))
