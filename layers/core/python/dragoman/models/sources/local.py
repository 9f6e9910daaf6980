"""Packs from local files: an Argos package, or a folder with a Firefox model."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

from dragoman.errors import PackCorrupt, PackUnreachable
from dragoman.models.names import argos, firefox
from dragoman.models.packs import Pack
from dragoman.models.sources.archive import ARCHIVE_ERRORS, unpack
from dragoman.models.sources.argos_index import check_metadata
from dragoman.models.sources.source import Progress

_MODEL = re.compile(r"model\.([a-z]{2})([a-z]{2})\.intgemm\.alphas\.bin")


class ArgosFile:
    """An .argosmodel file. It has no checksum: its CRCs are checked, and the SHA-256 of the unpacked files
    are stored."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def pack(self) -> Pack:
        """The pack described by its metadata.json. Raises PackCorrupt."""
        try:
            with zipfile.ZipFile(self._path) as archive:
                (inside,) = (n for n in archive.namelist() if n.endswith("/metadata.json"))
                about = json.loads(archive.read(inside))
            pack = argos(about["from_code"], about["to_code"])
            return replace(
                pack, version=str(about["package_version"]), source=f"file:{self._path.name}"
            )
        except (OSError, *ARCHIVE_ERRORS, KeyError, TypeError) as error:
            raise PackCorrupt(f"{self._path.name} is not a valid Argos package") from error

    def describe(self, pack: Pack) -> Pack:
        return pack

    def fetch(self, pack: Pack, into: Path, progress: Progress) -> None:
        if not self._path.is_file():
            raise PackUnreachable(f"{self._path.name} no longer exists")
        unpack(self._path, into)
        check_metadata(pack, into)
        size = self._path.stat().st_size
        progress(size, size)


class FirefoxFolder:
    """A folder with the unpacked model, shortlist and vocabulary of one direction."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def pack(self) -> Pack:
        """The pack described by the file name of its model. Raises PackCorrupt."""
        for path in self._folder.iterdir():
            if match := _MODEL.fullmatch(path.name):
                pack = firefox(match[1], match[2])
                return replace(pack, source=f"file:{self._folder.name}", version="local")
        raise PackCorrupt(f"{self._folder.name} has no Firefox model")

    def describe(self, pack: Pack) -> Pack:
        return pack

    def fetch(self, pack: Pack, into: Path, progress: Progress) -> None:  # noqa: ARG002
        done = 0
        for pattern in ("model.*.bin", "lex.*.bin", "*vocab.*.spm"):
            for path in sorted(self._folder.glob(pattern)):
                shutil.copyfile(path, into / path.name)
                done += path.stat().st_size
                progress(done, 0)


def source_at(path: Path) -> ArgosFile | FirefoxFolder:
    return FirefoxFolder(path) if path.is_dir() else ArgosFile(path)
