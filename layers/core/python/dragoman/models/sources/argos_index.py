"""Argos translation packages. Their index gives an archive for each direction, and no checksum:
the archive is fetched over TLS, its own CRCs are checked in unpacking, and what came out is pinned."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from dragoman.errors import PackCorrupt, PackUnknown, PackUnreachable
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
            raise PackUnreachable(f"{self._index_url} is no index in a known form") from error
        return replace(pack, version=str(newest["package_version"]), source=f"argos:{link}")

    def fetch(self, pack: Pack, into: Path, progress: Progress) -> None:
        archive = into.with_name(f"{into.name}.argosmodel")  # beside: `into` is the pack alone
        self._http.download(
            pack.source.removeprefix("argos:"), archive, 0, lambda done: progress(done, 0)
        )
        try:
            unpack(archive, into)
            _is_of(pack, into)
        finally:
            archive.unlink()


def _version(text: str) -> list[int]:
    return [int(number) for number in text.split(".")]


def _is_of(pack: Pack, folder: Path) -> None:
    """Raises PackCorrupt when the package translates another direction than its index says."""
    try:
        told: dict[str, Any] = json.loads((folder / "metadata.json").read_bytes())
        direction = (told["from_code"], told["to_code"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PackCorrupt(f"model pack {pack.name}: no metadata.json in its archive") from error
    if direction != pack.languages:
        raise PackCorrupt(f"model pack {pack.name}: its archive holds {' to '.join(direction)}")
