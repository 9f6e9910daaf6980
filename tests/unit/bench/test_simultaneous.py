"""The lag of captions, translations and voices behind someone who speaks."""

from __future__ import annotations

from typing import Any

import pytest

from dragoman.client.session import ReceivedEvent
from dragoman.stt.voice_activity import SpeechSpan
from tests.bench.promises import duplicated, reordered, violations_of
from tests.bench.simultaneous import (
    Sentence,
    Talk,
    caption_figures,
    laal_s,
    speech_delays_s,
    stream_laal_ms,
    text_delays_s,
)
from tests.bench.talks import beyond_pause_ms

BEGAN_S = 1000.0


def event(at_s: float, kind: str, segment: int = 0, **data: Any) -> ReceivedEvent:
    return ReceivedEvent(BEGAN_S + at_s, kind, {"segment": segment, **data})


def caption(at_s: float, stable: str, unstable: str = "") -> ReceivedEvent:
    return event(at_s, "partial_result", stable_text=stable, unstable_text=unstable)


def translated(at_s: float, text: str, segment: int = 0, *, final: bool) -> ReceivedEvent:
    kind = "translation_result" if final else "partial_translation"
    return event(at_s, kind, segment, translated_text=text)


def voice(at_s: float, duration_s: float, segment: int = 0) -> list[ReceivedEvent]:
    about = {"track": "translated", "duration_s": duration_s}
    return [
        event(at_s, "audio_chunk", segment, index=0, **about),
        event(at_s + 0.5, "audio_ready", segment, **about),
    ]


def talk(*events: ReceivedEvent, segments: int = 1) -> Talk:
    """Segments of 4 s, each a sentence, with a second between them."""
    begins = [5.0 * number for number in range(segments)]
    return Talk(
        [Sentence(begin_s, begin_s + 4, reference_words=4) for begin_s in begins],
        [SpeechSpan(begin_s, begin_s + 4) for begin_s in begins],
        events,
        BEGAN_S,
    )


@pytest.mark.parametrize(
    ("delays_s", "lag_s"),
    [
        ([1.0, 2.0, 3.0, 4.0], 1.0),  # each word a second late
        ([5.0, 5.0, 5.0, 5.0], 5.0),  # only the first word after the end counts
        ([0.0, 1.0, 2.0, 3.0], 0.0),
        ([1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.0], 1.0),  # longer than the reference
        ([1.0, 2.0], 1.0),  # shorter: the pace is that of the reference
    ],
)
def test_length_adaptive_average_lagging(delays_s: list[float], lag_s: float) -> None:
    assert laal_s(delays_s, Sentence(10, 14, 4)) == pytest.approx(lag_s)


def test_a_word_is_shown_for_good_when_it_no_longer_changes() -> None:
    spoken = talk(
        translated(1.0, "a b x", final=False),
        translated(2.0, "a c", final=False),
        translated(3.0, "a b c", final=False),
        translated(5.0, "a b c d", final=True),
    )
    assert text_delays_s(spoken) == {0: [1.0, 3.0, 3.0, 5.0]}


def test_voices_are_played_one_after_the_other() -> None:
    spoken = talk(
        translated(4.5, "ab abcd", final=True),
        *voice(4.6, 6.0),
        translated(9.5, "a b", 1, final=True),
        *voice(9.6, 2.0, 1),
        segments=2,
    )
    delays = speech_delays_s(spoken)
    assert delays[0] == pytest.approx([6.6, 10.6])
    assert delays[1] == pytest.approx([11.6, 12.6])


def test_the_lag_is_the_mean_of_the_sentences_with_a_translation() -> None:
    spoken = talk(
        translated(5.0, "a b c d", final=True),
        translated(12.0, "a b c d", 1, final=True),
        segments=3,
    )
    assert stream_laal_ms([spoken]) == {"text": 6000.0, "speech": None}


def test_captions_are_timed_and_compared() -> None:
    spoken = talk(
        caption(0.4, ""),
        caption(1.2, "", "on"),
        caption(2.0, "one", "two"),
        caption(3.0, "one two", "three"),
        event(4.5, "stt_result", original_text="One too three."),
    )
    found = caption_figures([spoken])
    assert found["first_words_ms"]["p50"] == pytest.approx(1200)
    assert found["interval_ms"]["n"] == 3
    assert found["interval_ms"]["p50"] == pytest.approx(800)
    assert found["stable_words_changed"] == 0
    assert (found["stable_words"], found["stable_words_replaced"]) == (2, 1)


def test_a_stable_word_that_changes_is_counted() -> None:
    found = caption_figures([talk(caption(1, "one two"), caption(2, "one too three"))])
    assert found["stable_words_changed"] == 1


def test_captions_are_no_events_of_a_message_that_were_lost_or_repeated() -> None:
    captions = [caption(1.0, "one"), caption(2.0, "one two"), translated(2.1, "um", final=False)]
    assert duplicated(captions) == []
    assert reordered([event(0.5, "processing_started", seq=1), *captions]) == 0
    assert violations_of(captions, 0) == []


def test_the_wait_beyond_the_pause_ends_with_the_first_sound() -> None:
    spoken = talk(translated(4.4, "a", final=True), *voice(4.5, 1.0))
    assert beyond_pause_ms(spoken) == pytest.approx([200.0])
