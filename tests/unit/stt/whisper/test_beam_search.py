"""Beam search over vocabularies small enough for an exhaustive search."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dragoman.stt.whisper.beam_search import Hypothesis, TokenCandidates, beam_search

END = 0
MAX_TOKENS = 4
Language = list[list[float]]
"""The probability of each token after each other; the row of END is for the first token."""

probabilities = st.floats(0.01, 1.0)
row = st.lists(probabilities, min_size=4, max_size=4)
languages = st.lists(row, min_size=4, max_size=4).map(
    lambda rows: [[p / sum(row) for p in row] for row in rows]
)


def candidates(language: Language, token: int, most: int = 4) -> TokenCandidates:
    unsorted = [(following, math.log(p)) for following, p in enumerate(language[token])]
    return sorted(unsorted, key=lambda pair: pair[1], reverse=True)[:most]


def search(batch: Sequence[Language], beam: int) -> list[Hypothesis]:
    def step(clips: Sequence[int], _: Sequence[int], last: Sequence[int]) -> list[TokenCandidates]:
        return [candidates(batch[clip], token) for clip, token in zip(clips, last, strict=True)]

    first = [[f for f in candidates(language, END) if f[0] != END] for language in batch]
    return beam_search(first, step, beam=beam, end=END, max_tokens=MAX_TOKENS)


EMPTY = Hypothesis((), 0.0)


def all_hypotheses(language: Language, hypothesis: Hypothesis = EMPTY) -> Iterator[Hypothesis]:
    """All finished hypotheses."""
    for token, log_probability in candidates(
        language, hypothesis.tokens[-1] if hypothesis.tokens else END
    ):
        total = hypothesis.log_probability + log_probability
        if token == END and hypothesis.tokens:
            yield Hypothesis(hypothesis.tokens, total)
        elif token != END and len(hypothesis.tokens) < MAX_TOKENS:
            yield from all_hypotheses(language, Hypothesis((*hypothesis.tokens, token), total))


@given(languages)
def test_the_probability_of_a_hypothesis_is_that_of_its_tokens(language: Language) -> None:
    for beam in (1, 2, 3):
        (hypothesis,) = search([language], beam)
        assert 1 <= len(hypothesis.tokens) <= MAX_TOKENS
        tokens = (END, *hypothesis.tokens)
        log_probability = sum(math.log(language[a][b]) for a, b in pairwise(tokens))
        ended = log_probability + math.log(language[tokens[-1]][END])
        assert (
            math.isclose(hypothesis.log_probability, ended) or len(hypothesis.tokens) == MAX_TOKENS
        )


@given(languages)
def test_a_beam_of_one_is_greedy(language: Language) -> None:
    (hypothesis,) = search([language], 1)
    token = END
    chosen: list[int] = []
    while len(chosen) < MAX_TOKENS:
        token = next(t for t, _ in candidates(language, token) if t != END or chosen)
        if token == END:
            break
        chosen.append(token)
    assert hypothesis.tokens == tuple(chosen)


@given(languages)
def test_no_score_exceeds_the_best_possible_one(language: Language) -> None:
    (hypothesis,) = search([language], 2)
    if len(hypothesis.tokens) < MAX_TOKENS:
        assert hypothesis.score <= max(w.score for w in all_hypotheses(language)) + 1e-9


@given(st.lists(languages, min_size=2, max_size=4), st.integers(1, 3))
def test_a_batch_gives_the_same_hypotheses_as_single_clips(
    batch: list[Language], beam: int
) -> None:
    assert search(batch, beam) == [search([language], beam)[0] for language in batch]


def test_a_beam_of_two_recovers_from_a_greedy_mistake() -> None:
    """The most likely first token has unlikely continuations."""
    language = [[0.01, 0.5, 0.48, 0.01], [0.4, 0.2, 0.2, 0.2], [0.9, 0.04, 0.03, 0.03], [0.25] * 4]
    assert search([language], 1)[0].tokens[0] == 1
    assert search([language], 2)[0].tokens == (2,)


def test_rows_name_the_row_they_continue() -> None:
    """The origin of a row is the row of the previous step with all its tokens but the last."""
    language = [[0.0001, 0.4, 0.3, 0.2999], [0.1, 0.5, 0.2, 0.2], [0.1, 0.2, 0.5, 0.2], [0.25] * 4]
    rows: list[list[tuple[int, ...]]] = [[()]]

    def step(
        clips: Sequence[int], origins: Sequence[int], last: Sequence[int]
    ) -> list[TokenCandidates]:
        rows.append([(*rows[-1][at], token) for at, token in zip(origins, last, strict=True)])
        return [candidates(language, token) for token in last]

    first = [[f for f in candidates(language, END) if f[0] != END]]
    (hypothesis,) = beam_search(first, step, beam=2, end=END, max_tokens=MAX_TOKENS)
    assert len(hypothesis.tokens) == MAX_TOKENS
    assert hypothesis.tokens[:-1] in rows[-1]
    assert all(len(step_rows) == 2 for step_rows in rows[1:])
