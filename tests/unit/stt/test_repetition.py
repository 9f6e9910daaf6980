"""When a text runs in a circle, and what is left of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.stt.repetition import loops, once

words = st.lists(st.text("abcdefg", min_size=1, max_size=6), unique=True, max_size=30)
letters = st.text("abc \u3042\u3044", max_size=80)


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


@given(words.filter(lambda said: len(said) >= 4), words, st.integers(2, 5))
def test_of_a_loop_the_first_time_is_left(phrase: list[str], before: list[str], n: int) -> None:
    before = [word for word in before if word not in phrase]
    assert once(" ".join([*before, *(phrase * n)])) == " ".join([*before, *phrase])


@given(letters)
def test_nothing_is_left_to_repeat(text: str) -> None:
    assert not loops(once(text))


@given(letters)
def test_nothing_is_added(text: str) -> None:
    left = iter(text.replace(" ", ""))
    assert all(letter in left for letter in once(text).replace(" ", ""))


def test_a_capital_letter_hides_no_loop() -> None:
    assert once("And so it goes. and so it goes. And so it goes.") == "And so it goes."


JAPANESE = "\u4eca\u65e5\u306f\u3068\u3066\u3082\u3044\u3044\u5929\u6c17\u3067\u3059\u306d\u3002"


def test_a_loop_is_found_where_words_are_not_set_apart() -> None:
    assert once(JAPANESE * 3) == JAPANESE
    assert not loops(JAPANESE)
