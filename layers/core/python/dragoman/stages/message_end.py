"""The end of a message of several segments: one more event, which joins the ends of its segments."""

from typing import Any
from uuid import UUID

from dragoman.errors import NoSpeech, TimedOut
from dragoman.ports import NO_CONNECTION, Connection, MessageState, StoredEvent
from dragoman.protocol import (
    MESSAGE_END_SEQ,
    MESSAGE_LIMIT_BYTES,
    MessageError,
    MessageEvent,
    TranslationComplete,
    Warning,
    message_event,
)
from dragoman.stages.progress import publish
from dragoman.stages.stage_ports import EventPorts

MAX_TEXTS_BYTES = MESSAGE_LIMIT_BYTES // 2
"""The rest of the limit is for escapes and for the other fields."""


def end_message(message_id: UUID, owner: str, ports: EventPorts) -> MessageState:
    """Publishes the end of the whole message once every segment has ended; the state in which it
    was. Two callers at once publish the same event under the same `seq`. Raises
    StorageUnavailable."""
    state = ports.messages.state(str(message_id), owner)
    if state.last is not None and len(state.expected_ends) > state.last:
        _publish_message_end(list(state.expected_ends.values()), [], ports)
    return state


def end_abandoned_message(state: MessageState, ports: EventPorts) -> None:
    """Ends a message whose speaker is gone, as `finish` would with the segments that are there. A
    missing segment between them becomes a warning. Raises MessageNotYours, MessageUnknown,
    StorageUnavailable."""
    ends = state.expected_ends or state.ends
    last, nobody = max(ends), Connection(NO_CONNECTION, state.owner)
    if 0 not in ends:  # the end of the message is stored with segment 0
        ports.messages.claim(state.message_id, 0, nobody)
    ports.messages.finish(state.message_id, last + 1, nobody)
    missing = [
        Warning(code=TimedOut.code, segment=number, message="This segment never arrived.")
        for number in range(last)
        if number not in ends
    ]
    _publish_message_end(list(ends.values()), missing, ports)


def _publish_message_end(
    stored: list[StoredEvent], missing: list[Warning], ports: EventPorts
) -> None:
    ends = [message_event(event) for event in stored]
    done = [end for end in ends if isinstance(end, TranslationComplete)]
    if done:
        end: MessageEvent = TranslationComplete(**_joined_fields(done, ends, missing))
    else:
        end = _for_whole_message(ends[0])
    publish(end, 0, ports)


def _joined_fields(
    done: list[TranslationComplete], ends: list[MessageEvent], missing: list[Warning]
) -> dict[str, Any]:
    """The ends of the segments joined; a segment without speech is no loss."""
    failures = [
        Warning(code=end.code, segment=end.segment, message=end.message)
        for end in ends
        if isinstance(end, MessageError) and end.code != NoSpeech.code
    ]
    warnings = [
        warning.model_copy(update={"segment": end.segment})
        for end in done
        for warning in end.warnings
    ]
    texts = {
        name: " ".join(getattr(end, name) for end in done)
        for name in ("original_text", "translated_text")
    }
    if sum(len(text.encode()) for text in texts.values()) > MAX_TEXTS_BYTES:
        texts = dict.fromkeys(texts, "")
        failures.append(
            Warning(code="text_too_long", message="The events of the segments hold the text.")
        )
    return _for_whole_message(done[0]).model_dump() | {
        **texts,
        "last": True,
        "elapsed_ms": ends[-1].elapsed_ms,
        "via": next(filter(None, (end.via for end in done)), None),
        "confidence": min(end.confidence for end in done),
        "audio_url_original": None,
        "audio_url_translated": None,
        "timings": {},
        "warnings": missing + failures + warnings,
    }


def _for_whole_message(end: MessageEvent) -> MessageEvent:
    """The same event, about the whole message."""
    return end.model_copy(update={"segment": None, "seq": MESSAGE_END_SEQ})
