"""Text to speech in one voice."""

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, islice

from dragoman.audio.chunking import concatenate, split_into_chunks
from dragoman.ports import Sound
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
from dragoman.stages.stage_ports import SynthesizePorts

CHUNK_FORMAT = "audio/wav"
"""Every browser plays it, and it keeps every sample: chunks join without a click."""


def synthesize(task: SynthesizeTask, ports: SynthesizePorts) -> Voice:
    """Emits `synthesizing`, then each chunk of the voice as it is computed (if the client plays
    chunks), then the whole voice. Raises UnsupportedLanguage, UnsupportedVoice, UnspeakableText,
    EngineFailed, StorageUnavailable."""
    job, track = task.job, task.track
    listening = task.language if job.room and track is Track.TRANSLATED else ""
    with Progress(job, ports, listening) as progress:
        progress.emit(
            ProcessingUpdate(
                **progress.position(),
                seq=stage_seq(Stage.SYNTHESIZING, track),
                stage=Stage.SYNTHESIZING,
                track=track,
            )
        )
        began_s = ports.clock()
        # The listener chose the voice of the translation; the original has the default voice.
        wanted = job.voice if track is Track.TRANSLATED else ""
        spoken = ports.synthesizer.speak(task.text, task.language, wanted, job.speed)
        chunks: list[Sound] = []
        announced_ms: int | None = None
        waited_s = 0.0
        for index, chunk in enumerate(_limited(split_into_chunks(spoken))):
            chunks.append(chunk)
            if not job.chunks:
                continue
            _emit_chunk(chunk, index, task, listening, progress, ports)
            if index == 0:
                waited_s = _wait(progress, ports)
                announced_ms = round(ports.clock() * 1000) - job.received_at_ms
        whole = concatenate(chunks)
        encoded = ports.codec.encode(whole, job.voice_format)
        compute_ms = round((ports.clock() - began_s - waited_s) * 1000)
        key = voice_key(job.message_id, job.segment, track, job.voice_format, listening)
        progress.store(partial(ports.audio.put, key, encoded, job.voice_format))
        progress.emit(
            AudioReady(
                **progress.position(),
                seq=ready_seq(track),
                track=track,
                url=key,
                duration_s=round(whole.duration_s, 3),
                content_type=job.voice_format,
                voice_quality=spoken.voice.quality,
                voice=spoken.voice.voice,
            )
        )
    return Voice(
        key=key,
        duration_s=whole.duration_s,
        compute_ms=compute_ms,
        announced_ms=announced_ms,
        voice=spoken.voice.voice,
        instead_of=spoken.instead_of,
    )


def _wait(progress: Progress, ports: SynthesizePorts) -> float:
    """Waits until the first chunk is sent, whose way would compete with the next chunk for the CPU;
    the seconds it took."""
    began_s = ports.clock()
    progress.wait()
    return ports.clock() - began_s


def _emit_chunk(
    chunk: Sound,
    index: int,
    task: SynthesizeTask,
    listening: str,
    progress: Progress,
    ports: SynthesizePorts,
) -> None:
    job, track = task.job, task.track
    key = chunk_key(job.message_id, job.segment, track, index, CHUNK_FORMAT, listening)
    encoded = ports.codec.encode(chunk, CHUNK_FORMAT)
    progress.store(partial(ports.audio.put, key, encoded, CHUNK_FORMAT))
    progress.emit(
        AudioChunk(
            **progress.position(),
            seq=chunk_seq(track, index),
            track=track,
            index=index,
            url=key,
            duration_s=round(chunk.duration_s, 3),
            content_type=CHUNK_FORMAT,
        )
    )


def _limited(chunks: Iterable[Sound]) -> Iterator[Sound]:
    """The same sound in at most MAX_CHUNKS chunks; the last one takes the rest."""
    rest = iter(chunks)
    yield from islice(rest, MAX_CHUNKS - 1)
    for chunk in islice(rest, 1):
        yield concatenate(list(chain([chunk], rest)))
