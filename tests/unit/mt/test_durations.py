"""States that go on have a duration, events a time."""

import pytest

from dragoman.mt.durations import add_time_since


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("I have a headache", "I've had a headache for two days"),
        ("I'm dizzy", "I've been dizzy for two days"),
        ("My daughter has a fever", "My daughter has had a fever for two days"),
        ("The elevator is out of order", "The elevator has been out of order for two days"),
        ("My feet hurt", "My feet have been hurting for two days"),
        ("My head hurts", "My head has been hurting for two days"),
        ("I live here", "I've lived here for two days"),
        ("I know her", "I've known her for two days"),
        ("I hurt my foot", "I hurt my foot two days ago"),
        ("I fell", "I fell two days ago"),
        ("The flight was canceled", "The flight was canceled two days ago"),
    ],
)
def test_the_present_is_a_state(sentence: str, expected: str) -> None:
    assert add_time_since(sentence, "two days ago") == expected


@pytest.mark.parametrize("sentence", ["I can't sleep", "I'm not well", "Do you have a fever"])
def test_negations_and_questions_are_left_to_the_engine(sentence: str) -> None:
    assert add_time_since(sentence, "two days ago") is None


def test_other_adverbials_follow_the_sentence() -> None:
    assert add_time_since("Do you have a fever", "today") == "Do you have a fever today"
