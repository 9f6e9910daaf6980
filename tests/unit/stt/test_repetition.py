"""Repetition loops in decoded text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.stt.repetition import has_loop, is_repeated, remove_loops

words = st.lists(st.text("abcdefg", min_size=1, max_size=6), unique=True, max_size=30)
letters = st.text("abc \u3042\u3044", max_size=80)


@given(words)
def test_unique_words_are_not_a_loop(said: list[str]) -> None:
    assert not has_loop(" ".join(said))


@given(words.filter(lambda said: len(said) >= 4), words)
def test_a_long_phrase_repeated_once_is_a_loop(phrase: list[str], before: list[str]) -> None:
    assert has_loop(" ".join([*before, *phrase, *phrase]))


@given(words.filter(bool))
def test_any_phrase_four_times_in_a_row_is_a_loop(phrase: list[str]) -> None:
    assert has_loop(" ".join(phrase * 4))


@pytest.mark.parametrize("said", ["no, no, no", "very very good", "bye bye", ""])
def test_short_repetitions_are_not_a_loop(said: str) -> None:
    assert not has_loop(said)


@given(words.filter(lambda said: len(said) >= 4), words, st.integers(2, 5))
def test_the_first_occurrence_of_a_loop_is_kept(
    phrase: list[str], before: list[str], n: int
) -> None:
    before = [word for word in before if word not in phrase]
    assert remove_loops(" ".join([*before, *(phrase * n)])) == " ".join([*before, *phrase])


@given(letters)
def test_no_loop_is_left_after_removal(text: str) -> None:
    assert not has_loop(remove_loops(text))


@given(letters)
def test_removal_adds_nothing(text: str) -> None:
    left = iter(text.replace(" ", ""))
    assert all(letter in left for letter in remove_loops(text).replace(" ", ""))


def test_loops_are_found_regardless_of_case() -> None:
    assert remove_loops("And so it goes. and so it goes. And so it goes.") == "And so it goes."


JAPANESE = "\u4eca\u65e5\u306f\u3068\u3066\u3082\u3044\u3044\u5929\u6c17\u3067\u3059\u306d\u3002"


def test_loops_are_found_in_scripts_without_spaces() -> None:
    assert remove_loops(JAPANESE * 3) == JAPANESE
    assert not has_loop(JAPANESE)


@pytest.mark.parametrize(
    "text", ["Entendi. Entendi.", "You're welcome, you're welcome.", "no no no"]
)
def test_a_text_that_is_one_phrase_several_times_is_repeated(text: str) -> None:
    assert is_repeated(text)


@pytest.mark.parametrize("text", ["", "Entendi.", "no no yes", "You're welcome, you."])
def test_any_other_text_is_not_repeated(text: str) -> None:
    assert not is_repeated(text)
