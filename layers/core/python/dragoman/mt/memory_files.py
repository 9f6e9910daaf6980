"""Folders with translation memories: the built-in one, and that of a deployment or user."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from dragoman.errors import InvalidTranslationMemory
from dragoman.mt import tmx

BUILT_IN: Final = Path(__file__).with_name("memory")
"""The folder of the built-in memories."""


class MemoryFolder:
    """TMX files in one folder, each checked before it is added."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def files(self) -> list[Path]:
        """The files in order of their names; none if the folder does not exist."""
        return sorted(self.root.glob("*.tmx")) if self.root.is_dir() else []

    def add(self, file: Path) -> list[tmx.TranslationUnit]:
        """Copies a file into the folder, replacing one of the same name, and returns its units.
        Raises InvalidTranslationMemory, OSError."""
        units = tmx.read(file)
        if not units:
            raise InvalidTranslationMemory(f"{file.name} has no translation units")
        self.root.mkdir(parents=True, exist_ok=True)
        path = self._path(file.stem)
        unfinished = path.with_suffix(".unfinished")
        unfinished.write_bytes(file.read_bytes())
        os.replace(unfinished, path)  # noqa: PTH105
        return units

    def remove(self, name: str) -> None:
        """Raises FileNotFoundError."""
        self._path(name.removesuffix(".tmx")).unlink()

    def _path(self, stem: str) -> Path:
        return self.root / f"{Path(stem).name}.tmx"
