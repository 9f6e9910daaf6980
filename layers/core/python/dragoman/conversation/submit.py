"""A segment of speech is taken in and its flow started."""

import base64
import binascii
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from dragoman.conversation.capabilities import Offer, voice_format
from dragoman.conversation.resume import resume
from dragoman.errors import (
    AudioNotYours,
    AudioTooLarge,
    DragomanError,
    EmptyAudio,
    NotBase64,
    Unavailable,
)
from dragoman.limits.capacity_gate import Room
from dragoman.ports import AudioStore, Clock, Connection, Messages, Notifier, Usage, Workflow
from dragoman.protocol import Job, ProcessingStarted, Resume, Translate
from dragoman.protocol.audio_keys import recording_key
from dragoman.stages.progress import Progress


def submit(
    message: Translate,
    speaker: Connection,
    *,
    offer: Offer,
    audio: AudioStore,
    messages: Messages,
    notifier: Notifier,
    workflow: Workflow,
    usage: Usage,
    room: Room,
    clock: Clock,
) -> bool:
    """Acknowledges with `processing_started` and starts the flow; a segment that is sent again is
    answered with what was said about it, and starts nothing. Says whether it began.

    Raises UnsupportedLanguage, UnsupportedVoice, NotBase64, EmptyAudio, AudioTooLarge,
    AudioNotYours, MessageNotYours, Busy, RateLimited, StorageUnavailable, Throttled,
    WorkflowUnavailable.
    """
    received_at_ms = round(clock() * 1000)
    offer.check(message.source_lang, message.target_lang)
    if message.voice:
        offer.check_voice(message.voice, message.target_lang)
    key = recording_key(message.message_id, message.segment)
    recording = _inline_recording(message, key, offer.limits.upload_bytes)
    if not messages.claim(str(message.message_id), message.segment, speaker, message.last):
        again = Resume(action="resume", message_id=message.message_id, from_segment=message.segment)
        resume(again, speaker, audio=audio, messages=messages, notifier=notifier, clock=clock)
        return False
    room.check(messages)
    job = Job(
        message_id=message.message_id,
        segment=message.segment,
        last=message.last,
        mode=message.mode,
        source_lang=message.source_lang,
        target_lang=message.target_lang,
        audio_key=key,
        voice_format=voice_format(speaker.accepts),
        received_at_ms=received_at_ms,
        owner=speaker.owner,
        pieces=speaker.plays_pieces,
        candidates=_candidates(message, speaker, offer),
        hotwords=tuple(message.hotwords),
        words=message.words,
        voice=message.voice or _preferred(message, offer),
        speed=message.speed,
    )
    with (
        _counted(job, usage),
        Progress(job, messages=messages, notifier=notifier, clock=clock) as progress,
    ):
        progress.say(ProcessingStarted, mode=message.mode)
        if recording is not None:
            audio.put(key, recording, message.content_type)
        progress.wait_until_kept()  # the flow's first event must find the segment opened
        workflow.start(job)
    messages.started(str(message.message_id), message.segment)
    room.look(messages)
    return True


def _candidates(message: Translate, speaker: Connection, offer: Offer) -> tuple[str, ...]:
    """What `auto` may turn out to be: what can be interpreted for the listener; of that one of the
    two languages of the conversation, where the message belongs to it, so that a short word is not
    taken for a third."""
    possible = offer.heard_for(message.target_lang)
    if len(speaker.languages) == 2 and message.target_lang in speaker.languages:
        return tuple(language for language in speaker.languages if language in possible)
    return possible


@contextmanager
def _counted(job: Job, usage: Usage) -> Iterator[None]:
    """Counts the segment as under way, unless its flow did not start."""
    usage.begin(job)
    try:
        yield
    except DragomanError:
        with suppress(Unavailable):
            usage.end(job, 0.0)
        raise


def _inline_recording(message: Translate, key: str, limit_bytes: int) -> bytes | None:
    """The decoded audio, or None when it was uploaded to this segment's own key."""
    if message.audio_data is None:
        if message.audio_key != key:
            raise AudioNotYours
        return None
    try:
        recording = base64.b64decode(message.audio_data, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotBase64 from error
    if not recording:
        raise EmptyAudio
    if len(recording) > limit_bytes:
        raise AudioTooLarge(f"A recording may have {limit_bytes} bytes at most.")
    return recording


def _preferred(message: Translate, offer: Offer) -> str:
    """Who speaks when nobody was named; empty for the language's first."""
    return offer.quickest(message.target_lang) if message.voice_preference == "quick" else ""
