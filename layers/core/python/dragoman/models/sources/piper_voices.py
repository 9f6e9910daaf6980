"""Piper's published voices. Their index, voices.json, has the size and MD5 of every file.

Only those of the network are checked, because some model cards and configurations were changed after the index was
written. A voice whose phonemes need a model that is downloaded at run time is refused.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from dragoman.errors import PackCorrupt, PackUnknown, PackUnreachable
from dragoman.models.names import PIPER_VERSION as VERSION
from dragoman.models.names import pack_from_name
from dragoman.models.packs import Pack, PackFile
from dragoman.models.sources.http import Http, download_files
from dragoman.models.sources.model_hub import HUB_URL
from dragoman.models.sources.source import Progress

REPOSITORY = "rhasspy/piper-voices"


class PiperVoices:
    """Packs whose source is `piper:<key of the voice>`, such as `piper:pt_BR-faber-medium`."""

    def __init__(self, http: Http, base_url: str = HUB_URL) -> None:
        self._http = http
        self._base = base_url.rstrip("/")

    def listing(self) -> list[Pack]:
        """Every voice with a key in the usual form."""
        voices = self._voices(VERSION)
        packs = [pack_from_name(f"piper-{key}") for key in voices]
        return [self._with_files(pack, voices) for pack in packs if pack]

    def describe(self, pack: Pack) -> Pack:
        return self._with_files(pack, self._voices(pack.version))

    def _voices(self, version: str) -> dict[str, Any]:
        voices = self._http.json(f"{self._folder_url(version)}/voices.json")
        if not isinstance(voices, dict):
            raise PackUnreachable(
                f"{self._folder_url(version)} has no voices.json in a known format"
            )
        return voices

    def _folder_url(self, version: str) -> str:
        return f"{self._base}/{REPOSITORY}/resolve/{version}"

    def _with_files(self, pack: Pack, voices: dict[str, Any]) -> Pack:
        key = pack.source.removeprefix("piper:")
        folder_url = self._folder_url(pack.version)
        try:
            voice = voices.get(key)
            if voice is None:
                raise PackUnknown(f"Piper has no voice {key}")
            return replace(
                pack,
                languages=(voice["language"]["family"],),
                quality=voice["quality"],
                files=tuple(
                    _file(path, facts, folder_url) for path, facts in voice["files"].items()
                ),
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise PackUnreachable(f"{folder_url} has no voices.json in a known format") from error

    def fetch(self, pack: Pack, into: Path, progress: Progress) -> None:
        download_files(pack, into, progress, self._http)
        for config in into.glob("*.onnx.json"):
            _check_phonemes(pack, config)


def _file(path: str, facts: dict[str, Any], folder_url: str) -> PackFile:
    strict = path.endswith(".onnx")
    size_bytes, digest = int(facts["size_bytes"]), str(facts["md5_digest"])
    return PackFile(
        path=PurePosixPath(path).name,
        size_bytes=size_bytes if strict else 0,
        upstream=f"md5:{digest}" if strict else "",
        parts=(f"{folder_url}/{quote(path)}",),
    )


def _check_phonemes(pack: Pack, config: Path) -> None:
    """Raises PackCorrupt for a configuration that cannot be read, PackUnknown for a phoneme type
    that needs another model."""
    try:
        phonemes = json.loads(config.read_bytes()).get("phoneme_type", "espeak")
    except (ValueError, AttributeError) as error:
        raise PackCorrupt(f"model pack {pack.name}: {config.name} is unreadable") from error
    if phonemes not in ("espeak", "text"):
        raise PackUnknown(f"{pack.name} needs to download a model of {phonemes} at run time")
