"""The tags of raw MP3 and AAC streams, which may have cover images."""

from __future__ import annotations

import re

_TAG = re.compile(rb"ID3[\x02-\x04][\x00-\x09].([\x00-\x7f]{4})", re.DOTALL)
_APE_TAG = b"APETAGEX"
_HEADER_BYTES = 10
_HAS_FOOTER = 0x10


def _end(tag: re.Match[bytes]) -> int:
    size = 0
    for byte in tag[1]:
        size = size << 7 | byte
    footer = _HEADER_BYTES if tag[0][5] & _HAS_FOOTER else 0
    return tag.start() + _HEADER_BYTES + size + footer


def without_leading_tags(data: bytes) -> bytes:
    at = 0
    while tag := _TAG.match(data, at):
        at = _end(tag)
    return data[at:]


def without_tags(data: bytes) -> bytes:
    """The data without tags before, between and after the frames."""
    kept, at = [], 0
    while tag := _TAG.search(data, at):
        kept.append(data[at : tag.start()])
        at = _end(tag)
    return b"".join([*kept, data[at:]]).replace(_APE_TAG, bytes(len(_APE_TAG)))
