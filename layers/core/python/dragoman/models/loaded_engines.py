"""A cache of engines, each loaded on first use and kept for the life of the process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from dragoman.errors import PackUnknown, UnsupportedLanguage

E = TypeVar("E")


class LoadedEngines(Generic[E]):
    """Engines by purpose, such as a language pair. `load` builds the engine of a purpose."""

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
