"""Beam search: at every step, keep the most likely continuations.

It knows nothing of Whisper. The model is a function that returns the candidates for the next token.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True)
class Hypothesis:
    """A decoded sequence without its end token."""

    tokens: tuple[int, ...]
    log_probability: float
    """The sum over all tokens, with the end token if the hypothesis is finished."""

    @property
    def score(self) -> float:
        """The average per token, so that long hypotheses compare with short ones."""
        return self.log_probability / max(1, len(self.tokens))


TokenCandidates: TypeAlias = Sequence[tuple[int, float]]
"""Tokens with their log-probabilities, the most likely first."""

Step: TypeAlias = Callable[[Sequence[int], Sequence[int], Sequence[int]], Sequence[TokenCandidates]]
"""Returns the candidates of each row. It takes, for each row, its clip, the row of the previous step
that it continues, and its last token. Twice as many candidates as beams are enough."""


@dataclass
class _Search:
    """The search of one clip."""

    clip: int
    active: list[Hypothesis]
    rows: list[int] = field(default_factory=list)
    """For each active hypothesis, the row of the previous step that it continues."""
    finished: list[Hypothesis] = field(default_factory=list)

    def expand(
        self, beam: int, end: int, candidates: Sequence[tuple[int, TokenCandidates]]
    ) -> None:
        """Extends the active hypotheses; `candidates` holds the row and candidates of each."""
        extended = sorted(
            (
                (hypothesis.log_probability + log_probability, row, hypothesis, token)
                for hypothesis, (row, row_candidates) in zip(self.active, candidates, strict=True)
                for token, log_probability in row_candidates
            ),
            key=lambda item: item[0],
            reverse=True,
        )[: 2 * beam]
        self.active, self.rows = [], []
        for rank, (log_probability, row, hypothesis, token) in enumerate(extended):
            if token == end:
                if rank < beam:
                    self.finished.append(Hypothesis(hypothesis.tokens, log_probability))
            elif len(self.active) < beam:
                self.active.append(Hypothesis((*hypothesis.tokens, token), log_probability))
                self.rows.append(row)

    def best(self) -> Hypothesis:
        return max(self.finished or self.active, key=lambda hypothesis: hypothesis.score)


def beam_search(
    first: Sequence[TokenCandidates], step: Step, *, beam: int, end: int, max_tokens: int
) -> list[Hypothesis]:
    """Returns the best hypothesis of each clip, given the candidates for its first token. The search
    of a clip ends when `beam` hypotheses are finished or all have `max_tokens`."""
    searches = [_Search(clip, [Hypothesis((), 0.0)]) for clip in range(len(first))]
    for row, (search, candidates) in enumerate(zip(searches, first, strict=True)):
        search.expand(beam, end, [(row, candidates)])
    for _ in range(max_tokens - 1):
        unfinished = [s for s in searches if len(s.finished) < beam and s.active]
        if not unfinished:
            break
        rows = iter(
            enumerate(
                step(
                    [search.clip for search in unfinished for _ in search.active],
                    [row for search in unfinished for row in search.rows],
                    [h.tokens[-1] for search in unfinished for h in search.active],
                )
            )
        )
        for search in unfinished:
            search.expand(beam, end, [next(rows) for _ in search.active])
    return [search.best() for search in searches]
