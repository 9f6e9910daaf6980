"""Literals: parts of a text that translation must preserve."""

from __future__ import annotations

import re
from collections.abc import Callable
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
    NAME = auto()
    """The name of a person."""


@dataclass(frozen=True)
class Literal:
    kind: Kind
    translation: str
    """The literal in the format of the target language."""


Part: TypeAlias = str | Literal
"""Text for the engine, or a literal."""
Found: TypeAlias = re.Match[str]
Finder: TypeAlias = tuple[re.Pattern[str], Callable[[Found], Literal | None]]
"""A pattern, and the literal of a match; None if the match is no literal."""
