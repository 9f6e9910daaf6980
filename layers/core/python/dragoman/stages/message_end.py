"""The end of a message of several segments: one more event, which joins the ends of its segments."""

from itertools import pairwise
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
from dragoman.text_joining import continues, joined_parts

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
    texts = _joined_texts(done)
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
        "back_translation": _joined_back_translation(done),
        "confidence": min(end.confidence for end in done),
        "audio_url_original": None,
        "audio_url_translated": None,
        "timings": {},
        "warnings": missing + failures + warnings,
    }


def _joined_back_translation(done: list[TranslationComplete]) -> str | None:
    """None unless every segment has one, or where it is too long for the event."""
    parts = [end.back_translation for end in done]
    joined = " ".join(part for part in parts if part is not None)
    fits = len(joined.encode()) <= MAX_TEXTS_BYTES // 2
    return joined if None not in parts and fits else None


def _joined_texts(done: list[TranslationComplete]) -> dict[str, str]:
    """Joins the texts of both languages. A sentence that continues after a pause has no full stop
    there, in the translation neither."""
    continued = [
        before.source_lang == after.source_lang
        and continues(before.original_text, after.original_text, after.source_lang)
        for before, after in pairwise(done)
    ]
    originals = joined_parts([end.original_text for end in done], done[0].source_lang, continued)
    translations = joined_parts(
        [end.translated_text for end in done], done[0].target_lang, continued
    )
    return {"original_text": " ".join(originals), "translated_text": " ".join(translations)}


def _for_whole_message(end: MessageEvent) -> MessageEvent:
    """The same event, about the whole message."""
    return end.model_copy(update={"segment": None, "seq": MESSAGE_END_SEQ})
