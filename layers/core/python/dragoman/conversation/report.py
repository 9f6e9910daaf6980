"""The progress of a message, for clients that poll instead of listening."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, Field

from dragoman.ports import StoredEvent
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
from dragoman.stages.stage_ports import EventPorts

MIN_POLL_S = 0.1
MAX_POLL_S = 0.5
POLL_SHARE_OF_WAIT = 0.1
"""The interval grows with the wait, so that a long execution costs few polls."""


class Status(StrEnum):
    UNDER_WAY = "under_way"
    COMPLETE = "complete"
    FAILED = "failed"


class Reason(BaseModel):
    """The error that ended a message."""

    code: str
    stage: Stage
    message: str
    retryable: bool


class Report(BaseModel):
    """The progress and the results of a message so far."""

    message_id: MessageId
    status: Status = Status.UNDER_WAY
    stage: Stage | None = None
    """The latest stage; null until the recording was accepted."""
    original_text: str | None = Field(default=None, repr=False)
    translated_text: str | None = Field(default=None, repr=False)
    source_lang: str | None = None
    target_lang: str | None = None
    via: str | None = None
    """The intermediate language, if no model translates the pair directly."""
    confidence: float | None = None
    language_confidence: float | None = None
    """The confidence of `source_lang`, 0 to 1; 1 when the client gave it."""
    words: list[Word] = Field(default=[], repr=False)
    """The words of the original text, if they were requested."""
    audio_url_original: StoredAudio | None = Field(default=None, repr=False)
    """The link of a message of one segment; a message of several has them in its events."""
    audio_url_translated: StoredAudio | None = Field(default=None, repr=False)
    timings: dict[str, int] = {}
    """Milliseconds of computing by stage, and `total` since acceptance."""
    warnings: list[Warning] = []
    error: Reason | None = None
    """The error of a failed message."""


def ordered_events(segments: dict[int, list[StoredEvent]]) -> list[MessageEvent]:
    """The events of a message, by segment and `seq`; those about the whole message come last."""
    events = [message_event(event) for stored in segments.values() for event in stored]
    return sorted(events, key=lambda event: event.segment is None)


def report(message_id: MessageId, events: list[MessageEvent]) -> Report:
    """The report that follows from the ordered events of a message."""
    known = _known_fields(events) | {"message_id": message_id}
    match _message_end(events):
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
    ports: EventPorts,
    sleep: Callable[[float], None],
) -> Report:
    """The report of the message once it has ended, or at the Unix time `until_s`. Raises
    MessageUnknown, StorageUnavailable."""
    began_s = ports.clock()
    while True:
        known = report(message_id, ordered_events(ports.messages.read(str(message_id), owner)))
        left_s = until_s - (now_s := ports.clock())
        if known.status is not Status.UNDER_WAY or left_s <= 0:
            return known
        poll_s = max(MIN_POLL_S, (now_s - began_s) * POLL_SHARE_OF_WAIT)
        sleep(min(poll_s, MAX_POLL_S, left_s))


def _message_end(events: list[MessageEvent]) -> MessageEvent | None:
    """The event that ended the message: of its only segment, or of the whole."""
    ends = [e for e in events if isinstance(e, TranslationComplete | MessageError)]
    whole = [e for e in ends if e.segment is None or (e.segment == 0 and e.last)]
    return whole[-1] if whole else None


def _known_fields(events: list[MessageEvent]) -> dict[str, Any]:
    transcripts = [e for e in events if isinstance(e, SttResult)]
    translated = [e for e in events if isinstance(e, TranslationResult)]
    stages = [e.stage for e in events if isinstance(e, ProcessingStarted | ProcessingUpdate)]
    known: dict[str, Any] = {"stage": stages[-1] if stages else None}
    if transcripts:
        known["original_text"] = " ".join(event.original_text for event in transcripts)
        known["source_lang"] = transcripts[0].language
        known["confidence"] = min(event.confidence for event in transcripts)
        known["language_confidence"] = min(event.language_confidence for event in transcripts)
        known["words"] = [word for event in transcripts for word in event.words]
    if translated:
        known["translated_text"] = " ".join(event.translated_text for event in translated)
        known["target_lang"] = translated[0].target_lang
        known["via"] = translated[0].via
    return known
