"""Firefox's translation models. Their registry gives every file's size and SHA-256, unpacked; the
files travel gzipped.

    {registry}                                     {"enes": {"model": {...}, "lex": {...}, "vocab": {...}}}
    {models}/{type}/{enes}/{name of the file}.gz

The engine reads the vocabulary as tokenizer.json, which is made here from the published one.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from dragoman.errors import PackCorrupt, PackUnknown, PackUnreachable
from dragoman.models.names import firefox
from dragoman.models.packs import Pack, PackFile
from dragoman.models.sources.http import Http
from dragoman.models.sources.source import Progress
from dragoman.models.sources.vocabulary import tokenizer_of

_ROOT = "mozilla/firefox-translations-models"
REGISTRY_URL = f"https://raw.githubusercontent.com/{_ROOT}/main/registry.json"
MODELS_URL = f"https://media.githubusercontent.com/media/{_ROOT}/main/models"
CHUNK_BYTES = 1 << 20


class FirefoxModels:
    """Packs whose source is `firefox:`."""

    def __init__(
        self, http: Http, registry_url: str = REGISTRY_URL, models_url: str = MODELS_URL
    ) -> None:
        self._http = http
        self._registry_url = registry_url
        self._models_url = models_url.rstrip("/")

    def listing(self) -> list[Pack]:
        """Directions whose languages have two letters each, as all but a few have."""
        registry = self._registry()
        return [self._pack(pair[:2], pair[2:], registry) for pair in registry if len(pair) == 4]

    def describe(self, pack: Pack) -> Pack:
        source, target = pack.languages
        return self._pack(source, target, self._registry())

    def fetch(self, pack: Pack, into: Path, progress: Progress) -> None:
        done = 0
        for file in pack.files:
            packed = into.with_name(
                f"{into.name}-{file.path}.gz"
            )  # beside: `into` is the pack alone
            self._http.download(file.parts[0], packed, 0, lambda _: None)
            try:
                _unpack(packed, into / file.path, file.size_bytes)
            finally:
                packed.unlink()
            done += file.size_bytes
            progress(done, pack.size_bytes)
        add_tokenizer(pack, into)

    def _registry(self) -> dict[str, Any]:
        registry = self._http.json(self._registry_url)
        if not isinstance(registry, dict):
            raise PackUnreachable(f"{self._registry_url} is no registry in a known form")
        return registry

    def _pack(self, source: str, target: str, registry: dict[str, Any]) -> Pack:
        pair = f"{source}{target}"
        try:
            entry = registry.get(pair)
            if entry is None:
                raise PackUnknown(f"Firefox has no model {source} to {target}")
            kinds = [str(facts["modelType"]) for facts in entry.values()]
            files = tuple(self._file(pair, facts) for facts in entry.values())
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise PackUnreachable(f"{self._registry_url} is no registry in a known form") from error
        return replace(firefox(source, target), files=files, quality=kinds[0])

    def _file(self, pair: str, facts: dict[str, Any]) -> PackFile:
        return PackFile(
            path=facts["name"],
            size_bytes=int(facts["size"]),
            sha256=str(facts["expectedSha256Hash"]),
            parts=(f"{self._models_url}/{facts['modelType']}/{pair}/{facts['name']}.gz",),
        )


def add_tokenizer(pack: Pack, folder: Path) -> None:
    """Beside a model's vocabulary, the form of it that the engine reads. Raises PackCorrupt."""
    try:
        vocabulary = _one(folder.glob("vocab.*.spm")).read_bytes()
        tokenizer = tokenizer_of(vocabulary)
    except ValueError as error:
        raise PackCorrupt(f"model pack {pack.name}: it has no one vocabulary to read") from error
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False))


def _one(paths: Iterable[Path]) -> Path:
    """A model with a vocabulary for each side would have two, which the engine cannot run."""
    (path,) = paths
    return path


def _unpack(packed: Path, to: Path, size_bytes: int) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    left = size_bytes
    try:
        with gzip.open(packed) as stream, to.open("wb") as out:
            while chunk := stream.read(CHUNK_BYTES):
                left -= len(chunk)
                if left < 0:
                    raise PackCorrupt(f"{packed.name} unpacks to more than {size_bytes} bytes")
                out.write(chunk)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise PackCorrupt(f"{packed.name} is no sound archive") from error
