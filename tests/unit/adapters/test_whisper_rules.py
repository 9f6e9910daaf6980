"""How much Whisper is given, how much it may say, and when it is not believed. No model is loaded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.adapters.whisper import FULL_WINDOW_FRAMES, loops, token_cap, window_frames

words = st.lists(st.text("abcdefg", min_size=1, max_size=6), unique=True, max_size=30)


@given(st.integers(0, FULL_WINDOW_FRAMES))
def test_the_window_holds_the_clip_and_is_never_more_than_whole(frames: int) -> None:
    assert frames <= window_frames(frames) <= FULL_WINDOW_FRAMES


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_longer_clip_has_no_smaller_window(a: int, b: int) -> None:
    assert window_frames(min(a, b)) <= window_frames(max(a, b))


@given(st.floats(0, 30))
def test_fast_speech_has_room(clip_s: float) -> None:
    """Six syllables a second, a token each."""
    assert token_cap(clip_s) >= 6 * clip_s


@given(words)
def test_words_said_once_are_no_loop(said: list[str]) -> None:
    assert not loops(" ".join(said))


@given(words.filter(lambda said: len(said) >= 4), words)
def test_a_phrase_said_twice_in_a_row_is_a_loop(phrase: list[str], before: list[str]) -> None:
    assert loops(" ".join([*before, *phrase, *phrase]))


@given(words.filter(bool))
def test_anything_four_times_in_a_row_is_a_loop(phrase: list[str]) -> None:
    assert loops(" ".join(phrase * 4))


@pytest.mark.parametrize("said", ["no, no, no", "very very good", "bye bye", ""])
def test_people_repeat_a_little(said: str) -> None:
    assert not loops(said)
