"""ASF, the container of Windows Media Audio."""

from __future__ import annotations

import struct
from uuid import UUID

from dragoman.errors import NotAudio


def _guid(text: str) -> bytes:
    return UUID(text).bytes_le


HEADER = _guid("75b22630-668e-11cf-a6d9-00aa0062ce6c")
_FILE = _guid("8cabdca1-a947-11cf-8ee4-00c00c205365")
_STREAM = _guid("b7dc0791-a9b7-11cf-8ee6-00c00c205365")
_AUDIO = _guid("f8699e40-5b4d-11cf-a8fd-00805f5c442b")
_SOUND = _guid("75b22636-668e-11cf-a6d9-00aa0062ce6c")
_PADDING = _guid("1806d474-cadf-4509-a4ba-9aabcb96aae8")
_HEADER_BYTES = 30
_OBJECT = struct.Struct("<16sQ")
MAX_OBJECTS, MAX_STREAMS = 1_000, 8


def blank(data: bytearray) -> bool:
    """Turns every object before the audio into padding, except those of the file and of its audio
    streams."""
    at, streams = _HEADER_BYTES, 0
    for _ in range(MAX_OBJECTS):
        if at + _OBJECT.size > len(data):
            return True
        name, size = _OBJECT.unpack_from(data, at)
        if name == _SOUND:
            return bool(at + size > len(data))
        is_audio = name == _STREAM and data[at + 24 : at + 40] == _AUDIO
        streams += is_audio
        if name != _FILE and (not is_audio or streams > MAX_STREAMS):
            data[at : at + 16] = _PADDING
        at += max(size, _OBJECT.size)
    raise NotAudio
