"""Literals: parts of a text that translation must preserve."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias


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
    """The literal in the format of the target language."""


Part: TypeAlias = str | Literal
"""Text for the engine, or a literal."""
