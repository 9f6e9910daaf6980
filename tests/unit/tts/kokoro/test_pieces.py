"""The bounds of chunks."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dragoman.tts.kokoro.engine import chunk_bounds


@given(st.integers(0, 50), st.integers(0, 3_000))
def test_pieces_follow_each_other_without_a_gap(begin: int, length: int) -> None:
    cut = list(chunk_bounds(begin, begin + length))
    assert sum(end - start for start, end in cut) == length
    assert all(a[1] == b[0] for a, b in pairwise(cut))


def test_the_first_piece_is_short_and_pieces_grow() -> None:
    sizes = [end - begin for begin, end in chunk_bounds(0, 1_000)]
    assert sizes[0] == min(sizes)
    assert sizes[1] > sizes[0]
