"""Small arithmetic on samples."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.audio.chunking import FIRST_PIECE_S, LONGEST_PIECE_S, SHORTEST_REST_S, growing, join
from dragoman.ports import Sound

RATE_HZ = 1_000
spoken = st.lists(st.integers(1, 20_000), min_size=1, max_size=6).map(
    lambda lengths: [
        Sound(np.full(length, number, np.float32), RATE_HZ) for number, length in enumerate(lengths)
    ]
)


def _sound(*samples: float) -> Sound:
    return Sound(np.array(samples, np.float32), 10)


def test_pieces_follow_each_other_without_a_gap() -> None:
    whole = join([_sound(1, 2), _sound(3)])
    assert whole.samples.tolist() == [1, 2, 3]
    assert whole.duration_s == pytest.approx(0.3)


def test_nothing_cannot_be_joined() -> None:
    with pytest.raises(ValueError, match="nothing"):
        join([])


@given(spoken)
def test_growing_pieces_are_the_same_sound(sounds: list[Sound]) -> None:
    np.testing.assert_array_equal(join(list(growing(sounds))).samples, join(sounds).samples)


@given(spoken)
def test_the_first_piece_is_short_and_the_next_at_most_twice_as_long(sounds: list[Sound]) -> None:
    lengths = [piece.duration_s for piece in growing(sounds)]
    assert lengths[0] < FIRST_PIECE_S + SHORTEST_REST_S
    assert max(lengths) < LONGEST_PIECE_S + SHORTEST_REST_S
    longest_s = lengths[0]
    for before, after in pairwise(lengths):
        longest_s = max(longest_s, before)
        assert after < max(FIRST_PIECE_S, 2 * longest_s) + SHORTEST_REST_S + 1 / RATE_HZ


@given(spoken)
def test_no_rest_is_too_short_for_a_piece(sounds: list[Sound]) -> None:
    shortest_s = min(SHORTEST_REST_S, *(sound.duration_s for sound in sounds))
    assert all(piece.duration_s >= shortest_s for piece in growing(sounds))
