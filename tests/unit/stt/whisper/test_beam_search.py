"""Beam search over languages small enough to say everything in them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dragoman.stt.whisper.beam_search import Followers, Way, beam_search

END = 0
LONGEST = 4
Language = list[list[float]]
"""How likely each token is behind each other; the row of END says what comes first."""

shares = st.floats(0.01, 1.0)
row = st.lists(shares, min_size=4, max_size=4)
languages = st.lists(row, min_size=4, max_size=4).map(
    lambda rows: [[share / sum(row) for share in row] for row in rows]
)


def followers(language: Language, token: int, most: int = 4) -> Followers:
    likely = [(follower, math.log(share)) for follower, share in enumerate(language[token])]
    return sorted(likely, key=lambda pair: pair[1], reverse=True)[:most]


def searched(spoken: Sequence[Language], beam: int) -> list[Way]:
    def step(clips: Sequence[int], _: Sequence[int], last: Sequence[int]) -> list[Followers]:
        return [followers(spoken[clip], token) for clip, token in zip(clips, last, strict=True)]

    first = [[f for f in followers(language, END) if f[0] != END] for language in spoken]
    return beam_search(first, step, beam=beam, end=END, longest=LONGEST)


NOTHING = Way((), 0.0)


def everything(language: Language, way: Way = NOTHING) -> Iterator[Way]:
    """All that can be said to its end."""
    for token, likely in followers(language, way.tokens[-1] if way.tokens else END):
        log_probability = way.log_probability + likely
        if token == END and way.tokens:
            yield Way(way.tokens, log_probability)
        elif token != END and len(way.tokens) < LONGEST:
            yield from everything(language, Way((*way.tokens, token), log_probability))


@given(languages)
def test_what_is_found_can_be_said_and_is_as_likely_as_told(language: Language) -> None:
    for beam in (1, 2, 3):
        (way,) = searched([language], beam)
        assert 1 <= len(way.tokens) <= LONGEST
        tokens = (END, *way.tokens)
        likely = sum(math.log(language[a][b]) for a, b in pairwise(tokens))
        ended = likely + math.log(language[tokens[-1]][END])
        assert math.isclose(way.log_probability, ended) or len(way.tokens) == LONGEST


@given(languages)
def test_a_beam_of_one_takes_the_likeliest_at_each_step(language: Language) -> None:
    (way,) = searched([language], 1)
    token, said = END, []
    while len(said) < LONGEST:
        token = next(t for t, _ in followers(language, token) if t != END or said)
        if token == END:
            break
        said.append(token)
    assert way.tokens == tuple(said)


@given(languages)
def test_nothing_better_is_found_than_there_is(language: Language) -> None:
    (way,) = searched([language], 2)
    if len(way.tokens) < LONGEST:
        assert way.score <= max(w.score for w in everything(language)) + 1e-9


@given(st.lists(languages, min_size=2, max_size=4), st.integers(1, 3))
def test_side_by_side_each_says_what_it_says_alone(spoken: list[Language], beam: int) -> None:
    assert searched(spoken, beam) == [searched([language], beam)[0] for language in spoken]


def test_a_second_way_finds_what_the_first_step_hides() -> None:
    """The likelier beginning goes on badly."""
    language = [[0.01, 0.5, 0.48, 0.01], [0.4, 0.2, 0.2, 0.2], [0.9, 0.04, 0.03, 0.03], [0.25] * 4]
    assert searched([language], 1)[0].tokens[0] == 1
    assert searched([language], 2)[0].tokens == (2,)


def test_rows_are_told_where_they_come_from() -> None:
    """Each row's number is that of the row of the step before that has all its tokens but the last."""
    language = [[0.0001, 0.4, 0.3, 0.2999], [0.1, 0.5, 0.2, 0.2], [0.1, 0.2, 0.5, 0.2], [0.25] * 4]
    rows: list[list[tuple[int, ...]]] = [[()]]

    def step(clips: Sequence[int], origins: Sequence[int], last: Sequence[int]) -> list[Followers]:
        rows.append([(*rows[-1][at], token) for at, token in zip(origins, last, strict=True)])
        return [followers(language, token) for token in last]

    first = [[f for f in followers(language, END) if f[0] != END]]
    (way,) = beam_search(first, step, beam=2, end=END, longest=LONGEST)
    assert len(way.tokens) == LONGEST
    assert way.tokens[:-1] in rows[-1]
    assert all(len(step_rows) == 2 for step_rows in rows[1:])
