"""What a place that packs come from must do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeAlias

from dragoman.models.packs import Pack

Progress: TypeAlias = Callable[[int, int], None]
"""Told (bytes there, bytes in all; 0 where nobody knows) while a pack is fetched."""


class Source(Protocol):
    def describe(self, pack: Pack) -> Pack:
        """The pack with all that the source's own index says of its files.
        Raises PackUnknown, PackUnreachable."""
        ...

    def fetch(self, pack: Pack, into: Path, progress: Progress) -> None:
        """Write the files of a described pack into a folder, which may hold what an interrupted
        fetch left. Raises PackUnreachable, PackCorrupt."""
        ...


class Index(Protocol):
    def listing(self) -> list[Pack]:
        """Every pack that there is to be had. Raises PackUnreachable, PackUnknown."""
        ...
