"""The translation memories of an installation: ours, the deployment's, the user's."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from dragoman.mt import tmx
from dragoman.mt.translation_memory import TranslationMemory

BUILT_IN: Final = Path(__file__).with_name("memory")
"""The folder of the memories that travel with the code."""


def memory_files(folder: Path | None) -> list[Path]:
    """The TMX files of a folder, by name; none where there is no such folder."""
    return sorted(folder.glob("*.tmx")) if folder is not None and folder.is_dir() else []


def load_memories(paths: Iterable[Path]) -> TranslationMemory:
    """One memory of several files, in which later files count over earlier ones.
    Raises InvalidTranslationMemory, OSError."""
    return TranslationMemory(unit for path in paths for unit in tmx.read(path))
