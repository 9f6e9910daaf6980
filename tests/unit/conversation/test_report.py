"""The report that follows from the events of a message."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.conversation.report import Report, Status, ordered_events, report
from dragoman.protocol import (
    MESSAGE_END_SEQ,
    MessageError,
    MessageEvent,
    Mode,
    ProcessingStarted,
    ProcessingUpdate,
    Stage,
    SttResult,
    TranslationComplete,
    TranslationResult,
    Word,
)

MESSAGE_ID = uuid.uuid4()


def event(kind: type[MessageEvent], segment: int | None = 0, **fields: Any) -> MessageEvent:
    return kind(**{"message_id": MESSAGE_ID, "segment": segment, "elapsed_ms": 7} | fields)


def started(segment: int = 0) -> MessageEvent:
    return event(ProcessingStarted, segment, mode=Mode.STREAMING)


def received(segment: int, text: str) -> MessageEvent:
    return event(
        SttResult, segment, original_text=text, language="en", confidence=0.9 - segment / 10
    )


def translated(segment: int, text: str) -> MessageEvent:
    fields_of_text = {"translated_text": text, "source_lang": "en", "target_lang": "pt"}
    return event(TranslationResult, segment, **fields_of_text)


def complete(segment: int | None, *, last: bool, text: str = "Hi", **fields: Any) -> MessageEvent:
    return event(
        TranslationComplete, segment, last=last, original_text=text, translated_text="Oi",
        source_lang="en", target_lang="pt", confidence=0.9, audio_url_original="a",
        audio_url_translated="b", timings={"total": 9}, warnings=[], **fields,
    )  # fmt: skip


def failed(segment: int | None, *, last: bool, **fields: Any) -> MessageEvent:
    return event(
        MessageError, segment, last=last, code="no_speech", stage=Stage.TRANSCRIBING,
        message="Nothing was said.", retryable=False, **fields,
    )  # fmt: skip


def reported(*events: MessageEvent) -> Report:
    return report(MESSAGE_ID, list(events))


def test_a_message_without_events_has_an_empty_report() -> None:
    assert reported() == Report(message_id=MESSAGE_ID)


def test_a_message_of_one_segment_ends_with_it() -> None:
    known = reported(started(), complete(0, last=True))
    assert (known.status, known.stage) == (Status.COMPLETE, Stage.COMPLETE)
    assert (known.audio_url_original, known.timings) == ("a", {"total": 9})


@pytest.mark.parametrize("end", [complete(0, last=False), complete(1, last=True)])
def test_one_of_several_segments_does_not_end_the_message(end: MessageEvent) -> None:
    assert reported(started(), end).status is Status.UNDER_WAY


def test_the_end_of_the_whole_ends_the_message() -> None:
    whole = complete(None, last=True, text="Hi there", seq=MESSAGE_END_SEQ)
    known = reported(complete(0, last=False), complete(1, last=True), whole)
    assert (known.status, known.original_text) == (Status.COMPLETE, "Hi there")


def test_the_error_of_a_message_is_reported() -> None:
    known = reported(
        started(), event(ProcessingUpdate, seq=2, stage=Stage.TRANSCRIBING), failed(0, last=True)
    )
    assert (known.status, known.stage) == (Status.FAILED, Stage.TRANSCRIBING)
    assert known.error
    assert (known.error.code, known.error.retryable) == ("no_speech", False)


def test_texts_are_reported_as_far_as_they_exist() -> None:
    known = reported(
        started(), received(0, "Hi."), translated(0, "Oi."), started(1), received(1, "You.")
    )
    assert (known.original_text, known.translated_text) == ("Hi. You.", "Oi.")
    assert (known.source_lang, known.target_lang, known.confidence) == ("en", "pt", 0.8)


def test_words_and_the_intermediate_language_are_reported_to_the_end() -> None:
    words = [[Word(text=text, confidence=0.7)] for text in ("Hi.", "You.")]
    sure = {"language": "de", "confidence": 0.9}
    known = reported(
        event(SttResult, 0, original_text="Hi.", words=words[0], language_confidence=0.8, **sure),
        event(SttResult, 1, original_text="You.", words=words[1], language_confidence=0.6, **sure),
        complete(0, last=False), complete(1, last=True),
        complete(None, last=True, via="en", seq=MESSAGE_END_SEQ),
    )  # fmt: skip
    assert (known.via, known.language_confidence) == ("en", 0.6)
    assert known.words == words[0] + words[1]


def test_events_about_the_whole_message_come_last() -> None:
    whole = complete(None, last=True, seq=MESSAGE_END_SEQ)
    kept = {0: [started(), complete(0, last=False), whole], 1: [started(1), complete(1, last=True)]}
    stored = {segment: [e.wire() for e in events] for segment, events in kept.items()}
    assert [e.segment for e in ordered_events(stored)] == [0, 0, 1, 1, None]


@given(
    st.permutations([started(), received(0, "Hi."), translated(0, "Oi."), complete(0, last=True)])
)
def test_an_end_counts_at_any_position(events: list[MessageEvent]) -> None:
    assert reported(*events).status is Status.COMPLETE
