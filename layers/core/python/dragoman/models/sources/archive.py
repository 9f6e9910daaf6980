"""Unpacks untrusted archives: without links, limited in size, and only into the given folder."""

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

ARCHIVE_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""The exceptions that a damaged archive can raise."""


def unpack(archive: Path, into: Path, max_bytes: int = 4 << 30, max_entries: int = 20_000) -> None:
    """Unpacks the files below the archive's single top folder. Raises PackCorrupt."""
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = [entry for entry in opened.infolist() if not entry.is_dir()]
            if len(entries) > max_entries:
                raise PackCorrupt(f"{archive.name} has more than {max_entries} files")
            left = max_bytes
            for entry in entries:
                left -= _extract(opened, entry, into / _inside(entry), left)
    except ARCHIVE_ERRORS as error:
        raise PackCorrupt(f"{archive.name} is damaged or not an archive") from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # EINVAL is a seek to an invalid offset of the archive
            raise
        raise PackCorrupt(f"{archive.name} is damaged or not an archive") from error


def _inside(entry: zipfile.ZipInfo) -> str:
    """The path of an entry below the top folder. Raises PackCorrupt for a path outside of it."""
    top, _, path = entry.filename.partition("/")
    try:
        if stat.S_ISLNK(entry.external_attr >> 16) or top in ("", "..") or ":" in path:
            raise ValueError(entry.filename)
        return PackFile(path, entry.file_size).path
    except ValueError as error:
        raise PackCorrupt(
            f"the archive has a file with an invalid path: {entry.filename!r}"
        ) from error


def _extract(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, limit: int) -> int:
    """Unpacks an entry and returns the number of bytes. The size in the archive is not trusted."""
    target.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with opened.open(entry) as stream, target.open("wb") as out:
        while chunk := stream.read(CHUNK_BYTES):
            written += len(chunk)
            if written > limit:
                raise PackCorrupt("the unpacked archive exceeds the size limit")
            out.write(chunk)
    return written
