"""Packs from the repositories of a model hub with the API of Hugging Face.

    {base}/api/models/{repo}/tree/{revision}      sizes, git ids, SHA-256 of large files
    {base}/{repo}/resolve/{revision}/{file}       the files

A large file must match the SHA-256 of the hub's index, a small one its git id.

`huggingface_hub` is not used: it would replace only this file, because the download with its limits (HTTPS only, at most the
announced size, resumption) is shared with the other sources, and those limits cannot be set in it.
"""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from dragoman.errors import PackUnknown, PackUnreachable
from dragoman.models.names import WHISPER_REPOSITORIES, whisper
from dragoman.models.packs import Pack, PackFile
from dragoman.models.sources.http import Http, download_files
from dragoman.models.sources.source import Progress

HUB_URL = "https://huggingface.co"

WANTED = ("config.json", "model.bin", "preprocessor_config.json", "tokenizer.json", "vocabulary.*")
"""The files that faster-whisper reads."""


class ModelHub:
    """Packs whose source is `hub:owner/repository@revision`."""

    def __init__(self, http: Http, base_url: str = HUB_URL) -> None:
        self._http = http
        self._base = base_url.rstrip("/")

    def listing(self) -> list[Pack]:
        """The sizes of Whisper."""
        return [self.describe(whisper(name)) for name in WHISPER_REPOSITORIES]

    def describe(self, pack: Pack) -> Pack:
        repo, _, revision = pack.source.removeprefix("hub:").partition("@")
        tree = self._http.json(f"{self._base}/api/models/{repo}/tree/{revision}?recursive=true")
        try:
            files = tuple(
                self._file(entry, f"{self._base}/{repo}/resolve/{revision}")
                for entry in tree
                if entry["type"] == "file"
                and any(fnmatch(entry["path"], pattern) for pattern in WANTED)
            )
        except (KeyError, TypeError, ValueError) as error:
            raise PackUnreachable(
                f"{self._base} has no file list of {repo} in a known format"
            ) from error
        if not files:
            raise PackUnknown(f"{repo} at {self._base} has no {pack.engine} model")
        return replace(pack, files=files)

    def fetch(self, pack: Pack, into: Path, progress: Progress) -> None:
        download_files(pack, into, progress, self._http)

    def _file(self, entry: dict[str, Any], folder_url: str) -> PackFile:
        large = entry.get("lfs")
        return PackFile(
            path=entry["path"],
            size_bytes=int(entry["size"]),
            sha256=str(large["oid"]).removeprefix("sha256:") if large else "",
            upstream="" if large else f"git:{entry['oid']}",
            parts=(f"{folder_url}/{entry['path']}",),
        )
