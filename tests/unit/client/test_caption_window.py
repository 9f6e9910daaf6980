"""The part of a segment that is sent for captions."""

from dragoman.client.live import KEPT_CAPTION_S, MAX_CAPTION_S, CaptionWindow
from dragoman.stt.voice_activity import SpeechSpan


def test_a_segment_is_sent_from_its_beginning_while_it_is_short() -> None:
    window = CaptionWindow()
    assert window.span(1.0, 1.8) == SpeechSpan(1.0, 1.8)
    assert window.span(1.0, 1.0 + MAX_CAPTION_S) == SpeechSpan(1.0, 1.0 + MAX_CAPTION_S)


def test_of_a_long_segment_the_last_part_is_sent() -> None:
    window = CaptionWindow()
    assert window.span(0.0, 16.0) == SpeechSpan(16.0 - KEPT_CAPTION_S, 16.0)
    assert window.span(0.0, 16.8) == SpeechSpan(16.0 - KEPT_CAPTION_S, 16.8)
    assert window.span(0.0, 24.0) == SpeechSpan(24.0 - KEPT_CAPTION_S, 24.0)


def test_the_next_segment_is_sent_from_its_beginning() -> None:
    window = CaptionWindow()
    window.span(0.0, 16.0)
    assert window.span(16.5, 17.3) == SpeechSpan(16.5, 17.3)
