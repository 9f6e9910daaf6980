"""Literals of a text: what must come through translation digit by digit or word by word."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple, TypeAlias


class Kind(Enum):
    NUMBER = auto()
    MONEY = auto()
    PERCENTAGE = auto()
    TIME = auto()
    DATE = auto()
    ADDRESS = auto()
    IDENTIFIER = auto()
    """A phone, card or document number."""
    CODE = auto()
    TERM = auto()


@dataclass(frozen=True)
class Literal:
    kind: Kind
    translation: str
    """As the target language writes it."""


class Term(NamedTuple):
    """A term of a conversation's termbase."""

    source: str
    target: str
    case_sensitive: bool = False


Part: TypeAlias = str | Literal
"""Text that the engine translates, or what it must not touch."""
