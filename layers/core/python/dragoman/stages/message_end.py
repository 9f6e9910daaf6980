"""What follows from the end of a segment. A message of several ends with one more event, which
joins what each of them said."""

from typing import Any
from uuid import UUID

from dragoman.errors import NoSpeech, TimedOut
from dragoman.ports import (
    NO_CONNECTION,
    Connection,
    Messages,
    MessageState,
    Notifier,
    StoredEvent,
)
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

MAX_TEXTS_BYTES = MESSAGE_LIMIT_BYTES // 2
"""Room for escapes and for the rest of the event."""


def end_segment(
    message_id: UUID,
    segment: int,
    owner: str,
    last: bool,
    *,
    messages: Messages,
    notifier: Notifier,
) -> None:
    """What follows once the end of a segment was said. A message of one segment has ended with it;
    for one that may go on, one of its segments stands. Raises StorageUnavailable."""
    if segment > 0 or not last:
        state = end_message(message_id, owner, messages=messages, notifier=notifier)
        stands = segment in state.standing or not state.standing
        if state.all_ends is None and stands:
            messages.stand(str(message_id), segment)
            return
    messages.close(str(message_id), segment)


def end_message(
    message_id: UUID, owner: str, *, messages: Messages, notifier: Notifier
) -> MessageState:
    """Says how the whole message ended, once every segment has. Whoever comes last says it; two who
    come at once say the same thing under the same `seq`. How far it was. Raises StorageUnavailable."""
    state = messages.state(str(message_id), owner)
    if state.all_ends is not None:
        _publish_message_end(state.all_ends, [], messages, notifier)
    return state


def end_abandoned(left: MessageState, *, messages: Messages, notifier: Notifier) -> None:
    """Ends a message of which nothing more is to come, as `finish` would with the segments that are
    there; one that is missing between them is a warning.
    Raises MessageNotYours, MessageUnknown, StorageUnavailable."""
    announced = {n: end for n, end in left.ends.items() if left.last is None or n <= left.last}
    ends = announced or left.ends
    last, nobody = max(ends), Connection(NO_CONNECTION, left.owner)
    if 0 not in ends:  # the end of the whole is kept with it
        messages.claim(left.message_id, 0, nobody)
    messages.finish(left.message_id, last + 1, nobody)
    never_came = [
        Warning(code=TimedOut.code, segment=number, message="This part never came.")
        for number in range(last)
        if number not in ends
    ]
    _publish_message_end([ends[number] for number in sorted(ends)], never_came, messages, notifier)


def _publish_message_end(
    stored: list[StoredEvent], missing: list[Warning], messages: Messages, notifier: Notifier
) -> None:
    ends = [message_event(event) for event in stored]
    done = [end for end in ends if isinstance(end, TranslationComplete)]
    whole = TranslationComplete(**_joined(done, ends, missing)) if done else _whole(ends[0])
    publish(whole, stored_with=0, messages=messages, notifier=notifier)


def _joined(
    done: list[TranslationComplete], ends: list[MessageEvent], never_came: list[Warning]
) -> dict[str, Any]:
    """What the segments said, one after the other; a silent one is no loss."""
    failures = [
        Warning(code=end.code, segment=end.segment, message=end.message)
        for end in ends
        if isinstance(end, MessageError) and end.code != NoSpeech.code
    ]
    missing = [
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
        failures.append(Warning(code="text_too_long", message="The text lies with the segments."))
    return _whole(done[0]).model_dump() | {
        **texts,
        "last": True,
        "elapsed_ms": ends[-1].elapsed_ms,
        "via": next(filter(None, (end.via for end in done)), None),
        "confidence": min(end.confidence for end in done),
        "audio_url_original": None,
        "audio_url_translated": None,
        "timings": {},
        "warnings": never_came + failures + missing,
    }


def _whole(end: MessageEvent) -> MessageEvent:
    """The same, said about the whole message."""
    return end.model_copy(update={"segment": None, "seq": MESSAGE_END_SEQ})
