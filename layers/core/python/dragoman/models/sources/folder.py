"""Packs out of another store's folder: a disk carried to a machine without a way to the hubs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dragoman.errors import PackMissing, PackUnreachable
from dragoman.models.packs import Pack
from dragoman.models.sources.join import join_parts
from dragoman.models.sources.source import Progress
from dragoman.models.store import PackStore


class FolderOfPacks:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._store = PackStore(folder)

    def packs(self) -> list[Pack]:
        """What lies there."""
        return self._store.installed()

    def describe(self, pack: Pack) -> Pack:
        """A built-in pack stays what the catalogue says; any other is what its pack.json says."""
        try:
            there = self._store.installed_pack(pack.name)
        except PackMissing as error:
            raise PackUnreachable(f"there is no pack {pack.name} in {self._folder}") from error
        files = tuple(replace(file, parts=(file.path,)) for file in there.files)
        return replace(there, files=files)

    def fetch(self, pack: Pack, into: Path, progress: Progress) -> None:
        join_parts(pack, into, progress, lambda part: self._folder / pack.name / part)
