"""The interface of a source of packs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeAlias

from dragoman.models.packs import Pack

Progress: TypeAlias = Callable[[int, int], None]
"""Called with the bytes received and the total (0 if unknown) while a pack is fetched."""


class Source(Protocol):
    def describe(self, pack: Pack) -> Pack:
        """The pack with its files, as listed by the index of the source.
        Raises PackUnknown, PackUnreachable."""
        ...

    def fetch(self, pack: Pack, into: Path, progress: Progress) -> None:
        """Writes the files of a described pack into a folder, which may have files of an interrupted
        fetch. Raises PackUnreachable, PackCorrupt."""
        ...


class Index(Protocol):
    def listing(self) -> list[Pack]:
        """Every available pack. Raises PackUnreachable, PackUnknown."""
        ...
