"""Concatenation and chunking of sounds."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.audio.chunking import (
    FIRST_CHUNK_S,
    MAX_CHUNK_S,
    MIN_LAST_CHUNK_S,
    concatenate,
    split_into_chunks,
)
from dragoman.ports import Sound

RATE_HZ = 1_000
spoken = st.lists(st.integers(1, 20_000), min_size=1, max_size=6).map(
    lambda lengths: [
        Sound(np.full(length, number, np.float32), RATE_HZ) for number, length in enumerate(lengths)
    ]
)


def _sound(*samples: float) -> Sound:
    return Sound(np.array(samples, np.float32), 10)


def test_sounds_are_concatenated_without_a_gap() -> None:
    whole = concatenate([_sound(1, 2), _sound(3)])
    assert whole.samples.tolist() == [1, 2, 3]
    assert whole.duration_s == pytest.approx(0.3)


def test_an_empty_sequence_cannot_be_concatenated() -> None:
    with pytest.raises(ValueError, match="nothing"):
        concatenate([])


@given(spoken)
def test_chunks_concatenate_to_the_same_sound(sounds: list[Sound]) -> None:
    np.testing.assert_array_equal(
        concatenate(list(split_into_chunks(sounds))).samples, concatenate(sounds).samples
    )


@given(spoken)
def test_the_first_chunk_is_short_and_each_next_at_most_twice_as_long(sounds: list[Sound]) -> None:
    lengths = [chunk.duration_s for chunk in split_into_chunks(sounds)]
    assert lengths[0] < FIRST_CHUNK_S + MIN_LAST_CHUNK_S
    assert max(lengths) < MAX_CHUNK_S + MIN_LAST_CHUNK_S
    longest_s = lengths[0]
    for before, after in pairwise(lengths):
        longest_s = max(longest_s, before)
        assert after < max(FIRST_CHUNK_S, 2 * longest_s) + MIN_LAST_CHUNK_S + 1 / RATE_HZ


@given(spoken)
def test_no_chunk_is_too_short(sounds: list[Sound]) -> None:
    shortest_s = min(MIN_LAST_CHUNK_S, *(sound.duration_s for sound in sounds))
    assert all(chunk.duration_s >= shortest_s for chunk in split_into_chunks(sounds))
