"""How much Whisper is given and how much it may say. No model is loaded."""

from hypothesis import given
from hypothesis import strategies as st

from dragoman.stt.whisper.recognizer import (
    FULL_WINDOW_FRAMES,
    heard_frames,
    token_cap,
    window_frames,
)


@given(st.integers(0, FULL_WINDOW_FRAMES))
def test_the_window_holds_the_clip_and_is_never_more_than_whole(frames: int) -> None:
    assert frames <= window_frames(frames) <= FULL_WINDOW_FRAMES


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_longer_clip_has_no_smaller_window(a: int, b: int) -> None:
    assert window_frames(min(a, b)) <= window_frames(max(a, b))


@given(st.integers(0, FULL_WINDOW_FRAMES))
def test_the_decoder_looks_at_all_of_the_clip_and_at_nothing_beyond_the_window(frames: int) -> None:
    assert frames <= heard_frames(frames) <= window_frames(frames)


@given(st.floats(0, 30))
def test_fast_speech_has_room(clip_s: float) -> None:
    """Six syllables a second, a token each."""
    assert token_cap(clip_s) >= 6 * clip_s
