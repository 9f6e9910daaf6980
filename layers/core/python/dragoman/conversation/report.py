"""How far a message has come, for whoever asks instead of listening."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, Field

from dragoman.ports import Clock, Messages, StoredEvent
from dragoman.protocol import (
    MessageError,
    MessageEvent,
    MessageId,
    ProcessingStarted,
    ProcessingUpdate,
    Stage,
    StoredAudio,
    SttResult,
    TranslationComplete,
    TranslationResult,
    Warning,
    Word,
    message_event,
)

MIN_POLL_S = 0.1
MAX_POLL_S = 0.5
POLL_SHARE_OF_WAIT = 0.1
"""Who has waited for long may be told a little later: so that a long flow costs no more questions
than a short one."""


class Status(StrEnum):
    UNDER_WAY = "under_way"
    COMPLETE = "complete"
    FAILED = "failed"


class Reason(BaseModel):
    """Why nothing came of a message."""

    code: str
    stage: Stage
    message: str
    retryable: bool


class Report(BaseModel):
    """What is known of a message; texts as far as they are."""

    message_id: MessageId
    status: Status = Status.UNDER_WAY
    stage: Stage | None = None
    """The latest; null until the recording was taken in."""
    original_text: str | None = Field(default=None, repr=False)
    translated_text: str | None = Field(default=None, repr=False)
    source_lang: str | None = None
    target_lang: str | None = None
    via: str | None = None
    """The language between, where no model translates this pair directly."""
    confidence: float | None = None
    language_confidence: float | None = None
    """How sure `source_lang` is, 0 to 1; 1 when it was given."""
    words: list[Word] = Field(default=[], repr=False)
    """Of the original text, where they were asked for."""
    audio_url_original: StoredAudio | None = Field(default=None, repr=False)
    """Of a message of one segment; those of several are among its events."""
    audio_url_translated: StoredAudio | None = Field(default=None, repr=False)
    timings: dict[str, int] = {}
    """Milliseconds each stage computed, and `total` since the message was accepted."""
    warnings: list[Warning] = []
    error: Reason | None = None
    """When it failed."""


def ordered_events(segments: dict[int, list[StoredEvent]]) -> list[MessageEvent]:
    """The events of a message, by segment and `seq`; those about the whole come last."""
    said = [message_event(event) for events in segments.values() for event in events]
    return sorted(said, key=lambda event: event.segment is None)


def report(message_id: MessageId, events: list[MessageEvent]) -> Report:
    """What the events of a message, in order, come to."""
    known = _so_far(events) | {"message_id": message_id}
    match _end(events):
        case TranslationComplete() as end:
            known |= end.model_dump(include=set(Report.model_fields))
            known |= {"status": Status.COMPLETE, "stage": Stage.COMPLETE}
        case MessageError() as end:
            why = Reason.model_validate(end.model_dump(include=set(Reason.model_fields)))
            known |= {"status": Status.FAILED, "error": why}
    return Report(**known)


def wait_for_end(
    message_id: MessageId,
    owner: str,
    until_s: float,
    *,
    messages: Messages,
    clock: Clock,
    pause: Callable[[float], None],
) -> Report:
    """The report of a message that has ended, or of one that has not at `until_s`, Unix time.
    Raises MessageUnknown, StorageUnavailable."""
    began_s = clock()
    while True:
        known = report(message_id, ordered_events(messages.read(str(message_id), owner)))
        left_s = until_s - (now_s := clock())
        if known.status is not Status.UNDER_WAY or left_s <= 0:
            return known
        waiting_s = max(MIN_POLL_S, (now_s - began_s) * POLL_SHARE_OF_WAIT)
        pause(min(waiting_s, MAX_POLL_S, left_s))


def _end(events: list[MessageEvent]) -> MessageEvent | None:
    """The event that ended the whole message: with its only segment, or after all of them."""
    ends = [e for e in events if isinstance(e, TranslationComplete | MessageError)]
    whole = [e for e in ends if e.segment is None or (e.segment == 0 and e.last)]
    return whole[-1] if whole else None


def _so_far(events: list[MessageEvent]) -> dict[str, Any]:
    heard = [e for e in events if isinstance(e, SttResult)]
    translated = [e for e in events if isinstance(e, TranslationResult)]
    stages = [e.stage for e in events if isinstance(e, ProcessingStarted | ProcessingUpdate)]
    known: dict[str, Any] = {"stage": stages[-1] if stages else None}
    if heard:
        known["original_text"] = " ".join(event.original_text for event in heard)
        known["source_lang"] = heard[0].language
        known["confidence"] = min(event.confidence for event in heard)
        known["language_confidence"] = min(event.language_confidence for event in heard)
        known["words"] = [word for event in heard for word in event.words]
    if translated:
        known["translated_text"] = " ".join(event.translated_text for event in translated)
        known["target_lang"] = translated[0].target_lang
        known["via"] = translated[0].via
    return known
