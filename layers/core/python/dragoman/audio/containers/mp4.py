"""MP4, M4A, MOV and 3GP: nested boxes."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from dragoman.audio.containers.mp4_tables import check_tables
from dragoman.errors import NotAudio

_KEPT: Final = {
    b"": {b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"wide"},
    b"moov": {b"mvhd", b"trak", b"mvex"},
    b"mvex": {b"trex"},
    b"trak": {b"tkhd", b"edts", b"mdia"},
    b"edts": {b"elst"},
    b"mdia": {b"mdhd", b"hdlr", b"minf"},
    b"minf": {b"smhd", b"stbl"},
    b"stbl": {b"stsd", b"stts", b"stsc", b"stsz", b"stz2", b"stco", b"co64"},
    b"moof": {b"mfhd", b"traf"},
    b"traf": {b"tfhd", b"tfdt", b"trun"},
}
"""The boxes with audio, by the enclosing box; all others become free space."""
_ELSEWHERE: Final = re.compile(rb"moov|cmov|trak|stts|ctts|stsz|stz2|trun|udta|meta|ilst|keys")
MAX_DESCRIPTION_BYTES = 16 * 1024
MAX_BOXES = 20_000
MAX_TRACKS = 8
MAX_SAMPLES = 200_000
"""The maximum number of samples of all fragments."""


@dataclass
class _Box:
    start: int
    kind: bytes
    content: int
    end: int


@dataclass
class _Count:
    boxes: int = 0
    tracks: int = 0
    samples: int = 0

    def check(self) -> None:
        if self.boxes > MAX_BOXES or self.samples > MAX_SAMPLES:
            raise NotAudio


@dataclass
class _Blanking:
    data: bytearray
    count: _Count = field(default_factory=_Count)

    def boxes(self, at: int, end: int) -> Iterator[_Box]:
        while at + 8 <= end:
            size, kind = struct.unpack_from(">I4s", self.data, at)
            content = at + 8
            if size == 1 and content + 8 <= end:
                (size,) = struct.unpack_from(">Q", self.data, content)
                content += 8
            elif size == 0:
                size = end - at
            if size < content - at:
                return
            self.count.boxes += 1
            self.count.check()
            yield _Box(at, kind, content, at + size)
            at += size

    def blank(self, around: bytes, at: int, end: int) -> int:
        """Blanks the boxes inside a box; returns the declared end of the last one."""
        last = at
        for box in self.boxes(at, end):
            last = box.end
            if box.kind not in _KEPT[around] or (
                box.kind == b"trak" and not self._is_sound(box, end)
            ):
                self._free(box)
            elif box.kind == b"stsd":
                self._check_description(box)
            elif box.kind == b"trun":
                self._count_samples(box)
            elif box.kind in _KEPT:
                self.blank(box.kind, box.content, min(box.end, end))
                if box.kind == b"stbl":
                    self._check_tables(box, end)
        return last

    def _free(self, box: _Box) -> None:
        """Turns a box into free space and clears its start, where FFmpeg would look for an
        index."""
        self.data[box.start + 4 : box.start + 8] = b"free"
        inside = slice(box.content, min(box.content + 8, box.end, len(self.data)))
        self.data[inside] = bytes(len(self.data[inside]))

    def _is_sound(self, track: _Box, end: int) -> bool:
        self.count.tracks += 1
        handlers = [
            bytes(self.data[handler.content + 8 : handler.content + 12])
            for media in self.boxes(track.content, min(track.end, end))
            if media.kind == b"mdia"
            for handler in self.boxes(media.content, min(media.end, end))
            if handler.kind == b"hdlr"
        ]
        return handlers == [b"soun"] and self.count.tracks <= MAX_TRACKS

    def _check_description(self, box: _Box) -> None:
        """Checks the codec description, in which FFmpeg would read boxes of any kind."""
        described = self.data[box.content : box.end]
        if len(described) > MAX_DESCRIPTION_BYTES or _ELSEWHERE.search(described):
            raise NotAudio

    def _check_tables(self, box: _Box, end: int) -> None:
        tables = [
            (table.kind, bytes(self.data[table.content : table.end]))
            for table in self.boxes(box.content, min(box.end, end))
        ]
        check_tables(tables)

    def _count_samples(self, run: _Box) -> None:
        self.count.samples += int.from_bytes(self.data[run.content + 4 : run.content + 8])
        self.count.check()


def blank(data: bytearray) -> bool:
    return _Blanking(data).blank(b"", 0, len(data)) > len(data)
