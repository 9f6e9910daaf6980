"""A segment of speech is accepted and its execution started."""

import base64
import binascii
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from dragoman.conversation.capabilities import Capabilities, voice_format
from dragoman.conversation.conversation_ports import SubmitPorts
from dragoman.conversation.resume import resume
from dragoman.conversation.room_turns import room_of, take_turn
from dragoman.errors import (
    AudioNotYours,
    AudioTooLarge,
    DragomanError,
    EmptyAudio,
    NotBase64,
    Unavailable,
)
from dragoman.message_status import SegmentStatus
from dragoman.ports import Connection
from dragoman.protocol import (
    MESSAGE_LIMIT_BYTES,
    Job,
    ProcessingStarted,
    Resume,
    Translate,
)
from dragoman.protocol.audio_keys import recording_key
from dragoman.stages.progress import Progress


def submit(message: Translate, speaker: Connection, ports: SubmitPorts) -> bool:
    """Emits `processing_started` and starts the execution, unless the same request has started it
    tentatively. A segment that was submitted before is answered with its events instead. Whether the
    segment was accepted now.

    Raises UnsupportedLanguage, UnsupportedVoice, NotInRoom, NotBase64, EmptyAudio, AudioTooLarge,
    AudioNotYours, MessageNotYours, Busy, RateLimited, StorageUnavailable, Throttled,
    WorkflowUnavailable.
    """
    message_id, request = str(message.message_id), digest(message)
    job, recording = checked_job(message, speaker, ports)
    claim = ports.messages.claim(message_id, message.segment, speaker, message.last, request)
    if not claim.status.needs_execution:
        again = Resume(action="resume", message_id=message.message_id, from_segment=message.segment)
        resume(again, speaker, ports)
        return False
    ports.capacity_gate.check(ports.messages)
    if claim.tentative_at_ms is not None:  # its execution and this request charge the same lease
        job = job.model_copy(update={"received_at_ms": claim.tentative_at_ms})
    with _reserved(job, ports):
        if message.room_id is not None:
            job = take_turn(job, message.room_id, claim.status, ports)
        _start(job, message, request, recording, ports)
    ports.messages.advance(message_id, message.segment, SegmentStatus.RUNNING)
    ports.capacity_gate.refresh(ports.messages)
    return True


def checked_job(
    message: Translate, speaker: Connection, ports: SubmitPorts
) -> tuple[Job, bytes | None]:
    """The job of a request that can be served, and its recording if that is inline. Raises
    UnsupportedLanguage, UnsupportedVoice, NotInRoom, NotBase64, EmptyAudio, AudioTooLarge,
    AudioNotYours, RateLimited, StorageUnavailable."""
    received_at_ms = round(ports.clock() * 1000)
    capabilities = ports.capabilities
    if message.target_lang is not None:
        capabilities.check(message.source_lang, message.target_lang)
        if message.voice:
            capabilities.check_voice(message.voice, message.target_lang)
    if message.room_id is not None:
        room_of(message.room_id, message.source_lang, speaker, ports)
    key = recording_key(message.message_id, message.segment)
    recording = _inline_recording(message, key, capabilities.limits.upload_bytes)
    ports.request_meter.check_segments(speaker.owner)
    return _job(message, speaker, capabilities, received_at_ms), recording


def digest(message: Translate) -> str:
    """The same for a tentative request and for the one that accepts its segment."""
    fields = message.model_dump_json(exclude={"tentative"})
    return hashlib.sha256(fields.encode()).hexdigest()[:16]


def _start(
    job: Job, message: Translate, request: str, recording: bytes | None, ports: SubmitPorts
) -> None:
    inline = message.audio_data or ""
    if message.room_id is not None or len(inline) > MESSAGE_LIMIT_BYTES:
        inline = ""  # it is stored, since listeners play it, or it is too large for an execution
    with Progress(job, ports) as progress:
        accepted = progress.emit(
            ProcessingStarted(
                **progress.position(),
                mode=message.mode,
                received_at_ms=job.received_at_ms,
                room=job.room,
            )
        )
        if recording is not None and not inline:
            ports.audio.put(job.audio_key, recording, message.content_type)
        progress.wait_until_stored()  # the execution needs an accepted segment
        if accepted.result().tentative != request:
            ports.workflow.start(job, inline)


def _job(
    message: Translate, speaker: Connection, capabilities: Capabilities, received_at_ms: int
) -> Job:
    return Job(
        message_id=message.message_id,
        segment=message.segment,
        last=message.last,
        mode=message.mode,
        source_lang=message.source_lang,
        target_lang=message.target_lang or "",
        audio_key=recording_key(message.message_id, message.segment),
        voice_format=voice_format(speaker.accepts),
        received_at_ms=received_at_ms,
        owner=speaker.owner,
        address_key=speaker.address_key,
        chunks=speaker.plays_chunks,
        # Those of a room are known with its turn.
        candidates=candidates(message.target_lang, speaker, capabilities)
        if message.target_lang
        else (),
        hotwords=tuple(message.hotwords),
        words=message.words,
        voice=message.voice or _preferred_voice(message, capabilities),
        speed=message.speed,
        text=message.text or "",
        terms=message.termbase,
        back_translation=message.back_translation,
    )


def candidates(
    target_lang: str, speaker: Connection, capabilities: Capabilities
) -> tuple[str, ...]:
    """The candidate languages of `auto`: those that can be translated for the listener; in a
    conversation only its two, so that a short word is not detected as a third language."""
    possible = capabilities.sources_for(target_lang)
    if len(speaker.languages) == 2 and target_lang in speaker.languages:
        return tuple(language for language in speaker.languages if language in possible)
    return possible


@contextmanager
def _reserved(job: Job, ports: SubmitPorts) -> Iterator[None]:
    """The context in which the segment is counted; an error ends the reservation."""
    ports.request_meter.reserve(job)
    try:
        yield
    except DragomanError:
        with suppress(Unavailable):
            ports.usage.settle(job, 0.0)
        raise


def _inline_recording(message: Translate, key: str, limit_bytes: int) -> bytes | None:
    """The decoded recording; None for a text, or when it was uploaded to this segment's own key."""
    if message.text is not None:
        return None
    if message.audio_data is None:
        if message.audio_key != key:
            raise AudioNotYours
        return None
    recording = decoded_recording(message.audio_data)
    if len(recording) > limit_bytes:
        raise AudioTooLarge(f"A recording may have {limit_bytes} bytes at most.")
    return recording


def decoded_recording(audio_data: str) -> bytes:
    """The bytes of inline audio. Raises NotBase64, EmptyAudio."""
    try:
        recording = base64.b64decode(audio_data, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotBase64 from error
    if not recording:
        raise EmptyAudio
    return recording


def _preferred_voice(message: Translate, capabilities: Capabilities) -> str:
    """The voice when none is named; empty for the default voice."""
    if message.voice_preference == "quick" and message.target_lang is not None:
        return capabilities.quickest(message.target_lang)
    return ""
