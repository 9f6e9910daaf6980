"""Ogg: pages of several streams, each of which starts with an identification and comments."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from dragoman.errors import NotAudio

_HEADER = struct.Struct("<4sBBqIIIB")
"""Capture pattern, version, flags, granule position, serial, sequence, checksum, segments."""
_BEGINS_STREAM, _ENDS_STREAM = 0x02, 0x04
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_ALL_ONES = 0xFFFFFFFF
_FLAC, _SPEEX = b"\x7fFLAC", b"Speex   "
_SOUND = (b"OpusHead", b"\x01vorbis", _FLAC, _SPEEX)
_COMMENTS = re.compile(rb"OpusTags|\x03vorbis|[\x04\x84](?=...)", re.DOTALL)
"""The start of a packet with comments; in FLAC it includes the kind and size of the block, in Speex
it has no mark."""
MAX_COMMENTS = 1_000
"""The maximum number of comments, because FFmpeg compares each with all before it."""
MAX_VENDOR_BYTES = 1_000
_LOOKED_AT = 8 + 4 + MAX_VENDOR_BYTES + 4
"""The number of bytes that are examined at the start of a packet."""
MAX_STREAMS = 8
MAX_PACKETS = 200_000


@dataclass
class _Page:
    start: int
    end: int
    flags: int
    serial: int
    lacing: bytes
    body: int


def _page(data: bytes | bytearray, at: int) -> _Page | None:
    if at + _HEADER.size > len(data) or data[at : at + 5] != b"OggS\0":
        return None
    *_, flags, _, serial, _, _, segments = _HEADER.unpack_from(data, at)
    body = at + _HEADER.size + segments
    lacing = bytes(data[at + _HEADER.size : body])
    return _Page(at, body + sum(lacing), flags, serial, lacing, body)


def begins_stream(data: bytes, at: int) -> bool:
    page = _page(data, at)
    return page is not None and bool(page.flags & _BEGINS_STREAM)


def end_of_first_pages(data: bytes, at: int) -> int:
    """The end of the first pages of concurrent streams."""
    while (page := _page(data, at)) and page.flags & _BEGINS_STREAM:
        at = page.end
    return at


@dataclass
class _Stream:
    kind: bytes
    packets: int = 0
    packet: bytearray = field(default_factory=bytearray)
    """The start of the current packet."""

    def read(self, data: bytearray, page: _Page) -> None:
        """Reads a page. Raises NotAudio for more packets or comments than a recording has."""
        at = page.body
        for length in page.lacing:
            self.packet += data[at : at + min(length, _LOOKED_AT - len(self.packet))]
            at += length
            if length < 255:
                self._check_comments(bytes(self.packet))
                self.packet.clear()
                self.packets += 1
        if self.packets > MAX_PACKETS:
            raise NotAudio

    def _check_comments(self, packet: bytes) -> None:
        """Checks comments at any position, because FFmpeg also reads those in the middle of a
        stream."""
        at = 0
        if self.kind == _SPEEX:
            if self.packets != 1:
                return
        else:
            found = _COMMENTS.match(packet)
            if not found or (len(found[0]) == 1 and self.kind != _FLAC):
                return
            at = 4 if self.kind == _FLAC else found.end()
        vendor = int.from_bytes(packet[at : at + 4], "little")
        at += 4 + vendor
        if (
            vendor > MAX_VENDOR_BYTES
            or int.from_bytes(packet[at : at + 4], "little") > MAX_COMMENTS
        ):
            raise NotAudio


def blank(data: bytearray) -> bool:
    """Removes the pages of all streams that are not audio."""
    streams: dict[int, _Stream] = {}
    kept, end = bytearray(), 0
    for page in _pages(data):
        end = page.end
        if page.flags & _BEGINS_STREAM and len(streams) < MAX_STREAMS:
            first = bytes(data[page.body : page.body + 8])
            kind = next((known for known in _SOUND if first.startswith(known)), b"")
            streams[page.serial] = _Stream(kind)
        stream = streams.get(page.serial)
        if stream and stream.kind:
            stream.read(data, page)
            kept += data[page.start : page.end] if page.end <= len(data) else _shortened(data, page)
    cut_off = end > len(data)
    data[:] = kept
    return cut_off


def _shortened(data: bytearray, page: _Page) -> bytes:
    """A truncated page, reduced to its complete packets."""
    count, end, at = 0, page.body, page.body
    for number, length in enumerate(page.lacing, 1):
        at += length
        if at > len(data):
            break
        if length < 255:
            count, end = number, at
    header = bytearray(data[page.start : page.start + _HEADER.size])
    header[5] &= ~_ENDS_STREAM
    header[22:26] = bytes(4)
    header[26] = count
    shortened = header + page.lacing[:count] + data[page.body : end]
    shortened[22:26] = _checksum(shortened).to_bytes(4, "little")
    return bytes(shortened)


def _checksum(page: bytes | bytearray) -> int:
    """The CRC-32 of Ogg, which is neither reflected nor inverted."""
    reflected = zlib.crc32(bytes(_REVERSED[byte] for byte in page), _ALL_ONES) ^ _ALL_ONES
    return int(f"{reflected:032b}"[::-1], 2)


def _pages(data: bytearray) -> Iterator[_Page]:
    """All pages; bytes between them are skipped."""
    at = data.find(b"OggS\0")
    while at >= 0:
        page = _page(data, at)
        if page is None:
            return
        yield page
        at = data.find(b"OggS\0", min(page.end, len(data)))
