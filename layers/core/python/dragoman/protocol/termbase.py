"""The terms of a conversation that are always translated in one way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, RootModel, model_validator

from dragoman.errors import InvalidTermbase

MAX_TERMS: Final = 50
MAX_TERM_CHARACTERS: Final = 80
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Term(BaseModel):
    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    source: str = Field(repr=False)
    target: str = Field(repr=False)
    case_sensitive: bool = False
    """Whether the source counts only as it is written: `US`, not `us`."""


class TermMatch(NamedTuple):
    """The position of a term in a text."""

    begin: int
    end: int
    term: Term


class Termbase(RootModel[tuple[Term, ...]]):
    """Up to 50 terms. Raises InvalidTermbase where one is empty, too long or there twice, or where
    two translate the same source differently."""

    root: tuple[Term, ...] = ()
    model_config = ConfigDict(frozen=True)

    @model_validator(mode="after")
    def _usable(self) -> Termbase:
        if len(self.root) > MAX_TERMS:
            raise InvalidTermbase(f"a termbase has {MAX_TERMS} terms at most")
        for term in self.root:
            for text in (term.source, term.target):
                if not text or _CONTROL.search(text):
                    raise InvalidTermbase("a term is empty or has control characters")
                if len(text) > MAX_TERM_CHARACTERS:
                    raise InvalidTermbase(f"a term has {MAX_TERM_CHARACTERS} characters at most")
        known: dict[str, Term] = {}
        for term in self.root:
            for key in self._keys(term):
                if key in known:
                    same = known[key].target == term.target
                    raise InvalidTermbase(
                        f"a termbase has '{term.source}' "
                        + ("twice" if same else "with two translations")
                    )
                known[key] = term
        return self

    @staticmethod
    def _keys(term: Term) -> Iterator[str]:
        yield f"={term.source}"
        if not term.case_sensitive:
            yield f"~{term.source.casefold()}"

    def terms_in(self, text: str) -> list[TermMatch]:
        """The terms that occur in the text as whole words, in order. Of overlapping terms the
        longer is used, of equally long ones the case-sensitive one."""
        found: list[TermMatch] = []
        by_weight = sorted(self.root, key=lambda term: (-len(term.source), not term.case_sensitive))
        for term in by_weight:
            flags = 0 if term.case_sensitive else re.IGNORECASE
            for match in re.finditer(rf"(?<!\w){re.escape(term.source)}(?!\w)", text, flags):
                begin, end = match.span()
                if all(end <= other.begin or begin >= other.end for other in found):
                    found.append(TermMatch(begin, end, term))
        return sorted(found, key=lambda match: match.begin)
