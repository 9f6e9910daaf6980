"""Engines by their purpose, each loaded on first use and kept for the life of the process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from dragoman.errors import PackUnknown, UnsupportedLanguage

E = TypeVar("E")


class LoadedEngines(Generic[E]):
    """A cache of engines. `load` takes a purpose, such as a language pair, and builds its engine."""

    def __init__(self, load: Callable[..., E]) -> None:
        self._load = load
        self._engines: dict[tuple[str, ...], E] = {}

    def get(self, *purpose: str) -> E:
        """Raises UnsupportedLanguage when no installed pack serves the purpose."""
        if purpose not in self._engines:
            try:
                self._engines[purpose] = self._load(*purpose)
            except PackUnknown as error:
                raise UnsupportedLanguage(str(error)) from error
        return self._engines[purpose]
