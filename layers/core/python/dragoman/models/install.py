"""Puts a pack into a store: all of it or nothing, whoever else is adding it, resuming what was begun.

<root>/.staging/<name>/        what a source has written so far; kept when a fetch is interrupted
<root>/.staging/<name>.lock    held while a pack is being added
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from dragoman.errors import PackCorrupt
from dragoman.models.packs import PINS, Pack, PackFile
from dragoman.models.sources.source import Progress, Source
from dragoman.models.store import PackStore, sha256_of


def install(store: PackStore, pack: Pack, source: Source, progress: Progress) -> Path:
    """The folder of the pack, fetched if it was missing or damaged, and checked.
    Raises PackUnknown, PackUnreachable, PackCorrupt."""
    if _there(store, pack):
        return store.root / pack.name
    with _alone(store.root, pack.name) as staging:
        if _there(store, pack):  # another process added it while this one waited
            return store.root / pack.name
        described = source.describe(pack)
        try:
            source.fetch(described, staging, progress)
            pinned = _pin(described, staging)
        except PackCorrupt:
            shutil.rmtree(staging)  # or the next attempt would resume the damage
            raise
        (staging / PINS).write_text(json.dumps(pinned.to_json(), indent=1))
        _swap(staging, store.root / pack.name)
    return store.where(pack.name)


def _there(store: PackStore, pack: Pack) -> bool:
    """Whether nothing need be fetched. A file is somebody's choice: another version of what is
    there takes its place."""
    if not store.sound(pack.name):
        return False
    chosen = pack.source.startswith("file:")
    return not chosen or pack.version == store.installed_pack(pack.name).version


@contextmanager
def _alone(root: Path, name: str) -> Iterator[Path]:
    """The staging folder of a pack, with no other process in it."""
    staging = root / ".staging" / name
    staging.mkdir(parents=True, exist_ok=True)
    with (root / ".staging" / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        staging.mkdir(exist_ok=True)  # whoever held the lock may have moved it into place
        yield staging


def _pin(pack: Pack, folder: Path) -> Pack:
    """The pack with the SHA-256 of every file, once each has passed what is known of it; what its
    index lists nothing of is whatever its source made. Raises PackCorrupt."""
    listed = {file.path for file in pack.files} | {PINS}
    written = {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".part"
    }
    made = tuple(
        PackFile(name, path.stat().st_size, sha256_of(path))
        for name, path in written.items()
        if name not in listed
    )
    return replace(
        pack, files=tuple(_pinned_file(pack, folder, file) for file in pack.files) + made
    )


def _pinned_file(pack: Pack, folder: Path, file: PackFile) -> PackFile:
    path = folder / file.path
    if not path.is_file():
        raise PackCorrupt(f"model pack {pack.name}: its source has no {file.path}")
    digest = sha256_of(path)
    size_bytes = path.stat().st_size
    if (
        size_bytes != (file.size_bytes or size_bytes)
        or (file.sha256 and digest != file.sha256)
        or (file.upstream and _upstream(path, file.upstream) != file.upstream)
    ):
        raise PackCorrupt(
            f"model pack {pack.name}: {file.path} from {pack.source} is not the published file; "
            f"{pack.mend} tries again"
        )
    return replace(file, size_bytes=size_bytes, sha256=digest)


def _upstream(path: Path, wanted: str) -> str:
    """The checksum of a file in the form its index gives it."""
    if wanted.startswith("md5:"):
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, lambda: hashlib.md5(usedforsecurity=False))
        return f"md5:{digest.hexdigest()}"
    blob = hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
    with path.open("rb") as stream:
        hashlib.file_digest(stream, lambda: blob)
    return f"git:{blob.hexdigest()}"


def _swap(staging: Path, folder: Path) -> None:
    """Put the finished folder in place of whatever is there."""
    old = staging.with_name(f"{staging.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    staging.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
