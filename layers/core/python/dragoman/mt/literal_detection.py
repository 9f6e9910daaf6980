"""Splits a text into literals and the text between them.

Small whole numbers and codes remain text at first, since engines preserve them and adapt the
grammar around them. `figures` names those that need a placeholder because an engine lost them.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import partial
from typing import Final

from dragoman.mt.literal_finders import ADDRESS, finders_for
from dragoman.mt.literals import Finder, Found, Kind, Literal, Part
from dragoman.mt.localization import localized_ordinal
from dragoman.protocol import Term


class _Everything(Container[str]):
    def __contains__(self, _figure: object) -> bool:
        return True


ANY_FIGURES: Final = _Everything()
"""A value of `figures` for every number of the text."""
_ANY_NUMBER: Final = re.compile(
    r"[#§]?[A-Za-z]*[0-9]\w*(?:[./:,°'’+-]+\w*[0-9]\w*)*[ºª°]?|[^\W\d_]+-[0-9]\w*"
)


def split_literals(
    text: str,
    source: str,
    target: str,
    terms: Sequence[Term] = (),
    figures: Container[str] = frozenset(),
) -> list[Part]:
    """The text and literals, in order."""
    parts: list[Part] = [text]
    longest_first = sorted(terms, key=lambda term: -len(term.source))
    finders = [ADDRESS, *map(_term_finder, longest_first), *finders_for(source, target)]
    if figures:
        named = partial(_named, figures=figures, source=source, target=target)
        finders.append((_ANY_NUMBER, named))
    for finder in finders:
        parts = [piece for part in parts for piece in _split(part, finder)]
    return parts


def _split(part: Part, finder: Finder) -> list[Part]:
    if isinstance(part, Literal):
        return [part]
    pattern, literal_of = finder
    pieces: list[Part] = []
    end = 0
    for found in pattern.finditer(part):
        literal = literal_of(found)
        if literal:
            pieces += [part[end : found.start()], literal]
            end = found.end()
    return [piece for piece in [*pieces, part[end:]] if piece]


def _term_finder(term: Term) -> Finder:
    pattern = re.compile(
        rf"(?<!\w){re.escape(term.source)}(?!\w)", 0 if term.case_sensitive else re.IGNORECASE
    )
    return pattern, lambda _found: Literal(Kind.TERM, term.target)


def _named(found: Found, figures: Container[str], source: str, target: str) -> Literal | None:
    """A literal for a number or code with one of the figures."""
    if not any(figure in figures for figure in [found[0], *re.findall(r"[0-9]+|\w+", found[0])]):
        return None
    if found[0].isdecimal():
        return Literal(Kind.NUMBER, found[0])
    return Literal(Kind.CODE, localized_ordinal(found[0], source, target))
