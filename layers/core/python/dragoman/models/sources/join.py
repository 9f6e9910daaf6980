"""Copies the files of a pack from local parts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dragoman.errors import PackCorrupt
from dragoman.models.packs import Pack
from dragoman.models.sources.source import Progress

CHUNK_BYTES = 4 << 20


def join_parts(pack: Pack, into: Path, progress: Progress, locate: Callable[[str], Path]) -> None:
    """Writes every file of the pack by concatenating its parts. Raises PackCorrupt if a part is missing,
    and what `locate` raises."""
    done = 0
    for file in pack.files:
        target = into / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as out:
            for part in file.parts:
                try:
                    stream = locate(part).open("rb")
                except OSError as error:
                    raise PackCorrupt(
                        f"model pack {pack.name}: {pack.source} has no {part}"
                    ) from error
                with stream:
                    while chunk := stream.read(CHUNK_BYTES):
                        out.write(chunk)
                        done += len(chunk)
                        progress(done, pack.size_bytes)
