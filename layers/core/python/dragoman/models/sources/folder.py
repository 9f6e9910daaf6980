"""Packs from a copy of a store on disk, for machines without access to the hubs."""

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
        """The packs in the folder."""
        return self._store.installed()

    def describe(self, pack: Pack) -> Pack:
        """The pack by the catalogue if it is built in, else by its pack.json."""
        try:
            stored = self._store.installed_pack(pack.name)
        except PackMissing as error:
            raise PackUnreachable(f"there is no pack {pack.name} in {self._folder}") from error
        files = tuple(replace(file, parts=(file.path,)) for file in stored.files)
        return replace(stored, files=files)

    def fetch(self, pack: Pack, into: Path, progress: Progress) -> None:
        join_parts(pack, into, progress, lambda part: self._folder / pack.name / part)
