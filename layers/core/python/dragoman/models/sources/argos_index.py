"""Argos translation packages. Their index has an archive for each direction and no checksums: the
archive is fetched over TLS, its CRCs are checked, and the SHA-256 of the unpacked files are stored."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from dragoman.errors import PackCorrupt, PackUnknown, PackUnreachable
from dragoman.models.names import argos
from dragoman.models.packs import Pack
from dragoman.models.sources.archive import unpack
from dragoman.models.sources.http import Http
from dragoman.models.sources.source import Progress

INDEX_URL = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/index.json"


class ArgosIndex:
    """Packs whose source is `argos:` and, once described, the archive's URL."""

    def __init__(self, http: Http, index_url: str = INDEX_URL) -> None:
        self._http = http
        self._index_url = index_url

    def describe(self, pack: Pack) -> Pack:
        """The newest package of the direction."""
        index = self._http.json(self._index_url)
        try:
            fit = [
                entry
                for entry in index
                if (entry.get("from_code"), entry.get("to_code")) == pack.languages
                and entry.get("links")
            ]
            if not fit:
                raise PackUnknown(f"Argos has no package {' to '.join(pack.languages)}")
            newest = max(fit, key=lambda entry: _version(entry["package_version"]))
            link = next(
                link for link in newest["links"] if link.startswith(("https://", "http://"))
            )
        except (AttributeError, KeyError, TypeError, ValueError, StopIteration) as error:
            raise PackUnreachable(f"{self._index_url} is not an index in a known format") from error
        return replace(pack, version=str(newest["package_version"]), source=f"argos:{link}")

    def listing(self) -> list[Pack]:
        """The newest package of every direction."""
        index = self._http.json(self._index_url)
        newest: dict[str, Pack] = {}
        try:
            for entry in index:
                source, target = entry.get("from_code"), entry.get("to_code")
                if not source or not target or not entry.get("links"):
                    continue
                pack = replace(argos(source, target), version=str(entry["package_version"]))
                newest[pack.name] = max(
                    pack, newest.get(pack.name, pack), key=lambda pack: _version(pack.version)
                )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise PackUnreachable(f"{self._index_url} is not an index in a known format") from error
        return list(newest.values())

    def fetch(self, pack: Pack, into: Path, progress: Progress) -> None:
        archive = into.with_name(f"{into.name}.argosmodel")  # not in `into`, which becomes the pack
        self._http.download(
            pack.source.removeprefix("argos:"), archive, 0, lambda done: progress(done, 0)
        )
        try:
            unpack(archive, into)
            check_metadata(pack, into)
        finally:
            archive.unlink()


def _version(text: str) -> list[int]:
    return [int(number) for number in text.split(".")]


def check_metadata(pack: Pack, folder: Path) -> None:
    """Checks the metadata and files of an unpacked package. Raises PackCorrupt for another direction or
    version, and for a package that the engine cannot run."""
    try:
        about: dict[str, Any] = json.loads((folder / "metadata.json").read_bytes())
        direction = (about["from_code"], about["to_code"])
        version = str(about["package_version"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PackCorrupt(f"model pack {pack.name}: no metadata.json in its archive") from error
    if direction != pack.languages:
        raise PackCorrupt(f"model pack {pack.name}: its archive has {' to '.join(direction)}")
    if version != pack.version:
        raise PackCorrupt(
            f"model pack {pack.name}: its archive has version {version}, not {pack.version}"
        )
    if not (folder / "model" / "model.bin").is_file() or not any(folder.glob("*.model")):
        raise PackCorrupt(f"model pack {pack.name}: its archive lacks the model or its tokenizer")
