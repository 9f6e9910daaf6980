"""Containers that are lists of chunks: WAV, AIFF and CAF."""

from __future__ import annotations

import struct

from dragoman.errors import NotAudio

MAX_CHUNKS = 1_000
MAX_TABLE_BYTES = 256 * 1024
"""The maximum size of a chunk other than the audio; FFmpeg keeps an entry of 24 bytes for each of
its bytes."""
_UNKNOWN_SIZE = 0x7FFFFFFF
"""Recorders that cannot update their header write this size or more."""


def blank_riff(data: bytearray) -> bool:
    return _blank(data, 12, "<4sI", {b"fmt ", b"fact", b"data"}, b"JUNK")


def blank_aiff(data: bytearray) -> bool:
    return _blank(data, 12, ">4sI", {b"COMM", b"FVER", b"wave", b"SSND"}, b"JUNK")


def blank_caf(data: bytearray) -> bool:
    return _blank(data, 8, ">4sQ", {b"desc", b"kuki", b"chan", b"pakt", b"data"}, b"free", pad=1)


_SOUND = (b"data", b"SSND")


def _blank(
    data: bytearray, at: int, layout: str, kept: set[bytes], junk: bytes, pad: int = 2
) -> bool:
    header = struct.Struct(layout)
    for _ in range(MAX_CHUNKS):
        if at + header.size > len(data):
            return False
        name, size = header.unpack_from(data, at)
        unknown = size >= _UNKNOWN_SIZE
        if name not in kept:
            data[at : at + 4] = junk
        elif name not in _SOUND and size > MAX_TABLE_BYTES:
            raise NotAudio
        end = at + header.size + size
        if end > len(data):
            return not unknown
        at = end + -size % pad
    raise NotAudio
