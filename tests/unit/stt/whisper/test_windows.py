"""Window sizes and token limits."""

from hypothesis import given
from hypothesis import strategies as st

from dragoman.stt.whisper.windows import (
    FULL_WINDOW_FRAMES,
    SHORT_CLIP_FRAMES,
    decoder_frames,
    max_tokens,
    window_frames,
)


@given(st.integers(0, FULL_WINDOW_FRAMES))
def test_the_window_holds_the_clip_and_is_at_most_the_full_window(frames: int) -> None:
    assert frames <= window_frames(frames) <= FULL_WINDOW_FRAMES


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_longer_clip_has_no_shorter_window(a: int, b: int) -> None:
    assert window_frames(min(a, b)) <= window_frames(max(a, b))


@given(st.integers(0, FULL_WINDOW_FRAMES))
def test_the_decoder_sees_the_whole_clip_and_nothing_beyond_the_window(frames: int) -> None:
    assert frames <= decoder_frames(frames) <= window_frames(frames)


def test_the_decoder_sees_the_whole_window_of_a_short_clip_only() -> None:
    assert decoder_frames(SHORT_CLIP_FRAMES) == window_frames(SHORT_CLIP_FRAMES)
    assert decoder_frames(SHORT_CLIP_FRAMES + 1) < window_frames(SHORT_CLIP_FRAMES + 1)


@given(st.floats(0, 30))
def test_the_limit_allows_fast_speech(clip_s: float) -> None:
    """Six syllables a second, a token each."""
    assert max_tokens(clip_s) >= 6 * clip_s
