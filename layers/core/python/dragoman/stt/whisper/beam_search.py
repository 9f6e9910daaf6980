"""Beam search: of all the ways to go on, keep the few likeliest at every step.

It knows nothing of what is decoded: a model is a function that tells what may follow.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True)
class Way:
    """What was said, by its tokens without the one that ends it."""

    tokens: tuple[int, ...]
    log_probability: float
    """Of all of it, the end included where it has ended."""

    @property
    def score(self) -> float:
        """A token's average: longer ways are less likely and no worse."""
        return self.log_probability / max(1, len(self.tokens))


Followers: TypeAlias = Sequence[tuple[int, float]]
"""Tokens with their log-probabilities, the likeliest first."""

Step: TypeAlias = Callable[[Sequence[int], Sequence[int], Sequence[int]], Sequence[Followers]]
"""What may follow each row, given for all rows their clip, the row they go on from in the step before
and their last token. Twice as many followers as the beam is wide are enough."""


@dataclass
class _Search:
    """One clip's."""

    clip: int
    open: list[Way]
    rows: list[int] = field(default_factory=list)
    """Of the step before: where each open way comes from."""
    ended: list[Way] = field(default_factory=list)

    def widen(self, beam: int, end: int, followers: Sequence[tuple[int, Followers]]) -> None:
        """Goes on from each open way, told by its row and what may follow it."""
        longer = sorted(
            (
                (way.log_probability + likely, row, way, token)
                for way, (row, all_of_them) in zip(self.open, followers, strict=True)
                for token, likely in all_of_them
            ),
            key=lambda found: found[0],
            reverse=True,
        )[: 2 * beam]
        self.open, self.rows = [], []
        for rank, (likely, row, way, token) in enumerate(longer):
            if token == end:
                if rank < beam:
                    self.ended.append(Way(way.tokens, likely))
            elif len(self.open) < beam:
                self.open.append(Way((*way.tokens, token), likely))
                self.rows.append(row)

    def best(self) -> Way:
        return max(self.ended or self.open, key=lambda way: way.score)


def beam_search(
    first: Sequence[Followers], step: Step, *, beam: int, end: int, longest: int
) -> list[Way]:
    """The best way of each clip, given what may come first in each. A clip's search is over when as
    many ways have ended as the beam is wide, or no way may grow beyond `longest` tokens."""
    searches = [_Search(clip, [Way((), 0.0)]) for clip in range(len(first))]
    for row, (search, followers) in enumerate(zip(searches, first, strict=True)):
        search.widen(beam, end, [(row, followers)])
    for _ in range(longest - 1):
        going = [search for search in searches if len(search.ended) < beam and search.open]
        if not going:
            break
        told = iter(
            enumerate(
                step(
                    [search.clip for search in going for _ in search.open],
                    [row for search in going for row in search.rows],
                    [way.tokens[-1] for search in going for way in search.open],
                )
            )
        )
        for search in going:
            search.widen(beam, end, [next(told) for _ in search.open])
    return [search.best() for search in searches]
