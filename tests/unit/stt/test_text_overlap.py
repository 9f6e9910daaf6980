"""The words of a later part of a recording are aligned with the text so far."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.stt.text_overlap import Overlap, find_overlap

WORDS = st.lists(st.sampled_from(["one", "two", "three", "four", "five", "six"]), max_size=30)


@pytest.mark.parametrize(
    ("so_far", "later", "overlap"),
    [
        ("a b c d", "c d e f", Overlap(2, 2)),
        ("a b c d", "c d", Overlap(2, 2)),
        ("I am here.", "am Here, now", Overlap(1, 2)),
        ("one two three four", "t three four five", Overlap(2, 3)),
        ("there is their house", "is there house and", Overlap(1, 3)),
        ("we saw the old house", "saw the house and", Overlap(1, 3)),
        ("we saw the house", "saw the old house and", Overlap(1, 4)),
        ("we saw two", "we saw to the", Overlap(0, 3)),
        ("it is very very", "it is very very very good", Overlap(0, 4)),
        ("a b - c", "b - c d", Overlap(1, 3)),
        ("a b c d", "e f g h", None),
        ("a b c d", "e f g d h", None),
        ("", "a b", None),
        ("a b", "", None),
    ],
)
def test_where_a_later_part_continues(so_far: str, later: str, overlap: Overlap | None) -> None:
    assert find_overlap(so_far.split(), later.split()) == overlap


@given(st.lists(st.integers(min_value=0), unique=True, min_size=1), st.data())
def test_a_part_of_a_text_without_repetitions_is_found_exactly(
    numbers: list[int], data: st.DataObject
) -> None:
    text = [str(number) for number in numbers]
    begin = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(begin + 1, len(text)))
    assert find_overlap(text[:end], text[begin:]) == Overlap(begin, end - begin)


@given(WORDS, WORDS)
def test_an_overlap_lies_within_both_texts(so_far: list[str], later: list[str]) -> None:
    if overlap := find_overlap(so_far, later):
        assert 0 <= overlap.begin < len(so_far)
        assert 1 <= overlap.length <= len(later)
