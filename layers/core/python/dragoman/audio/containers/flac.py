"""FLAC outside of other containers."""

from __future__ import annotations

from dragoman.errors import NotAudio

_STREAM_INFO, _PADDING = 0, 1
_LAST = 0x80
MAX_BLOCKS = 1_000


def blank(data: bytearray) -> bool:
    """Turns every metadata block into padding, except the stream information."""
    at = 4
    for _ in range(MAX_BLOCKS):
        if at + 4 > len(data):
            return True
        kind, size = data[at], int.from_bytes(data[at + 1 : at + 4])
        if kind & ~_LAST != _STREAM_INFO:
            data[at] = kind & _LAST | _PADDING
        at += 4 + size
        if kind & _LAST:
            return False
    raise NotAudio
