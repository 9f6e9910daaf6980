"""Adds a pack to a store: atomic, locked between processes, and resumable.

<root>/.staging/<name>/        files fetched so far; kept when a fetch is interrupted
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
    """Fetches the pack if it is missing or damaged, and returns its verified folder.
    Raises PackUnknown, PackUnreachable, PackCorrupt."""
    if _is_current(store, pack):
        return store.root / pack.name
    with _locked_staging(store.root, pack.name) as staging:
        if _is_current(store, pack):  # added by another process meanwhile
            return store.root / pack.name
        described = source.describe(pack)
        try:
            source.fetch(described, staging, progress)
            pinned = _pin(described, staging)
        except PackCorrupt:
            shutil.rmtree(staging)  # so that the next attempt does not resume it
            raise
        (staging / PINS).write_text(json.dumps(pinned.to_json(), indent=1))
        _swap(staging, store.root / pack.name)
    return store.where(pack.name)


def _is_current(store: PackStore, pack: Pack) -> bool:
    """Whether the installed pack needs no fetch. A pack from a file replaces another version."""
    if not store.is_intact(pack.name):
        return False
    from_file = pack.source.startswith("file:")
    return not from_file or pack.version == store.installed_pack(pack.name).version


@contextmanager
def _locked_staging(root: Path, name: str) -> Iterator[Path]:
    """The staging folder of a pack, locked against other processes."""
    staging = root / ".staging" / name
    staging.mkdir(parents=True, exist_ok=True)
    with (root / ".staging" / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        staging.mkdir(exist_ok=True)  # the previous holder of the lock may have moved it
        yield staging


def _pin(pack: Pack, folder: Path) -> Pack:
    """The pack with the SHA-256 of every file, after comparison with the published sizes and
    checksums. Files that the index does not list are added. Raises PackCorrupt."""
    listed = {file.path for file in pack.files} | {PINS}
    written = {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".part"
    }
    unlisted = tuple(
        PackFile(name, path.stat().st_size, sha256_of(path))
        for name, path in written.items()
        if name not in listed
    )
    return replace(
        pack, files=tuple(_pinned_file(pack, folder, file) for file in pack.files) + unlisted
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
        or (file.upstream and _published_checksum(path, file.upstream) != file.upstream)
    ):
        raise PackCorrupt(
            f"model pack {pack.name}: {file.path} from {pack.source} is not the published file; "
            f"{pack.repair_command} tries again"
        )
    return replace(file, size_bytes=size_bytes, sha256=digest)


def _published_checksum(path: Path, published: str) -> str:
    """The checksum of a file in the form of the published one."""
    if published.startswith("md5:"):
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, lambda: hashlib.md5(usedforsecurity=False))
        return f"md5:{digest.hexdigest()}"
    blob = hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
    with path.open("rb") as stream:
        hashlib.file_digest(stream, lambda: blob)
    return f"git:{blob.hexdigest()}"


def _swap(staging: Path, folder: Path) -> None:
    """Replaces the folder by the finished one."""
    old = staging.with_name(f"{staging.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    staging.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
