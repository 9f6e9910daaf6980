"""Unpacking an archive from elsewhere: nothing outside the folder, nothing endless, no links."""

from __future__ import annotations

import errno
import lzma
import stat
import struct
import zipfile
import zlib
from pathlib import Path

from dragoman.errors import PackCorrupt
from dragoman.models.packs import PackFile

CHUNK_BYTES = 1 << 20

UNSOUND = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""What reading a damaged archive can end in."""


def unpack(archive: Path, into: Path, max_bytes: int = 4 << 30, max_entries: int = 20_000) -> None:
    """The files under the archive's single top folder, into a folder. Raises PackCorrupt."""
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = [entry for entry in opened.infolist() if not entry.is_dir()]
            if len(entries) > max_entries:
                raise PackCorrupt(f"{archive.name} holds more than {max_entries} files")
            left = max_bytes
            for entry in entries:
                left -= _extract(opened, entry, into / _inside(entry), left)
    except UNSOUND as error:
        raise PackCorrupt(f"{archive.name} is no sound archive") from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # a seek to where no archive can lead; else the disk's own
            raise
        raise PackCorrupt(f"{archive.name} is no sound archive") from error


def _inside(entry: zipfile.ZipInfo) -> str:
    """The path of an entry below the top folder. Raises PackCorrupt for one that leads elsewhere."""
    top, _, path = entry.filename.partition("/")
    try:
        if stat.S_ISLNK(entry.external_attr >> 16) or top in ("", "..") or ":" in path:
            raise ValueError(entry.filename)
        return PackFile(path, entry.file_size).path
    except ValueError as error:
        raise PackCorrupt(f"the archive holds a file it must not: {entry.filename!r}") from error


def _extract(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, limit: int) -> int:
    """Bytes written. What the archive says of an entry's size is not believed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with opened.open(entry) as stream, target.open("wb") as out:
        while chunk := stream.read(CHUNK_BYTES):
            written += len(chunk)
            if written > limit:
                raise PackCorrupt("the archive unpacks to more than any pack is large")
            out.write(chunk)
    return written
