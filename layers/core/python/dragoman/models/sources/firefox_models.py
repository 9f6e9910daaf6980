"""Firefox's translation models, listed in Mozilla's models database.

    {database}             {"baseUrl": ..., "models": {"en-es": [{"architecture", "releaseStatus", "files"}]}}
    {baseUrl}/{path}       a file, gzipped

The database has the size and the SHA-256 of the unpacked model, but none for vocabularies and shortlists: their
SHA-256 is computed when the pack is added, over HTTPS.
"""

from __future__ import annotations

import gzip
import zlib
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from dragoman.errors import PackCorrupt, PackUnknown, PackUnreachable
from dragoman.models.names import firefox
from dragoman.models.packs import Pack, PackFile
from dragoman.models.sources.http import Http
from dragoman.models.sources.source import Progress

DATABASE_URL = "https://storage.googleapis.com/moz-fx-translations-data--303e-prod-translations-data/db/models.json"
CHUNK_BYTES = 1 << 20
FILE_MAX_BYTES = 512 << 20
"""The largest unpacked model has about a tenth of this."""
_KINDS = ("model", "lexicalShortlist", "vocab", "srcVocab", "trgVocab")
_ARCHITECTURES = ("base", "base-memory", "tiny")
"""The architectures that the engine supports, the best first."""


class FirefoxModels:
    """Packs whose source is `firefox:`."""

    def __init__(self, http: Http, database_url: str = DATABASE_URL) -> None:
        self._http = http
        self._database_url = database_url

    def listing(self) -> list[Pack]:
        """Released directions between languages whose codes have two or three letters."""
        database = self._database()
        packs = []
        for pair in database["models"]:
            source, _, target = pair.partition("-")
            if source.isalpha() and target.isalpha() and {len(source), len(target)} <= {2, 3}:
                try:
                    packs.append(self._pack(source, target, database))
                except PackUnknown:
                    continue
        return packs

    def describe(self, pack: Pack) -> Pack:
        source, target = pack.languages
        return self._pack(source, target, self._database())

    def fetch(self, pack: Pack, into: Path, progress: Progress) -> None:
        done = 0
        for file in pack.files:
            packed = into.with_name(f"{into.name}-{file.path}.gz")  # not in `into`
            self._http.download(file.parts[0], packed, 0, lambda _: None)
            try:
                done += _unpack(packed, into / file.path, file.size_bytes or FILE_MAX_BYTES)
            finally:
                packed.unlink()
            progress(done, pack.size_bytes)

    def _database(self) -> dict[str, Any]:
        database = self._http.json(self._database_url)
        known = isinstance(database, dict) and isinstance(database.get("models"), dict)
        if not known or not isinstance(database.get("baseUrl"), str):
            raise PackUnreachable(
                f"{self._database_url} is not a models database in a known format"
            )
        return dict(database)

    def _pack(self, source: str, target: str, database: dict[str, Any]) -> Pack:
        try:
            released = [
                entry
                for entry in database["models"].get(f"{source}-{target}", [])
                if entry["releaseStatus"].startswith("Release")
                and entry["architecture"] in _ARCHITECTURES
            ]
            if not released:
                raise PackUnknown(f"Firefox has no released model {source} to {target}")
            best = min(released, key=lambda entry: _ARCHITECTURES.index(entry["architecture"]))
            base_url = database["baseUrl"].rstrip("/")
            files = tuple(
                _file(best["files"][kind], base_url) for kind in _KINDS if kind in best["files"]
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise PackUnreachable(
                f"{self._database_url} is not a models database in a known format"
            ) from error
        return replace(firefox(source, target), files=files, quality=best["architecture"])


def _file(facts: dict[str, Any], base_url: str) -> PackFile:
    return PackFile(
        path=PurePosixPath(facts["path"]).name.removesuffix(".gz"),
        size_bytes=int(facts.get("uncompressedSize", 0)),
        sha256=str(facts.get("uncompressedHash", "")),
        parts=(f"{base_url}/{facts['path']}",),
    )


def _unpack(packed: Path, to: Path, limit_bytes: int) -> int:
    """Unpacks a gzip file; returns its size. Raises PackCorrupt above the limit."""
    to.parent.mkdir(parents=True, exist_ok=True)
    size = 0
    try:
        with gzip.open(packed) as stream, to.open("wb") as out:
            while chunk := stream.read(CHUNK_BYTES):
                size += len(chunk)
                if size > limit_bytes:
                    raise PackCorrupt(f"{packed.name} exceeds {limit_bytes} bytes when unpacked")
                out.write(chunk)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise PackCorrupt(f"{packed.name} is not a complete archive") from error
    return size
