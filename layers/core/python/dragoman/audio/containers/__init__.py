"""Parses containers as bytes: detects the format, splits joined files, and removes everything but
audio.

FFmpeg reads tags, cover images, chapters and other tracks before any limit of ours applies, some of
them in quadratic time. Therefore everything but the audio is blanked first, in place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dragoman.audio.containers import asf, chunks, flac, id3, matroska, mp4, ogg

Blank = Callable[[bytearray], bool]
"""Blanks everything but audio, in place, and returns whether the file is truncated. Raises NotAudio
for tables that declare more than a recording has."""


def _nothing(_data: bytearray) -> bool:
    return False


@dataclass(frozen=True)
class _Kind:
    mark: bytes
    """The bytes to search for, since a regular expression takes ten times as long."""
    mark_at: int
    start: re.Pattern[bytes]
    """The pattern of the start of a file."""
    blank: Blank


def _kind(mark: bytes, rest: bytes, blank: Blank, before: bytes = b"") -> _Kind:
    pattern = re.compile(before + re.escape(mark) + rest, re.DOTALL)
    return _Kind(mark, len(before), pattern, blank)


_KINDS = {
    "wav": _kind(b"RIFF", rb"....WAVE", chunks.blank_riff),
    "aiff": _kind(b"FORM", rb"....AIF[FC]", chunks.blank_aiff),
    "caf": _kind(b"caff", rb"\x00\x01\x00\x00", chunks.blank_caf),
    "flac": _kind(b"fLaC", rb"[\x00\x80]\x00\x00\x22", flac.blank),
    "amr": _kind(b"#!AMR", rb"(?:-WB)?\n", _nothing),
    "asf": _kind(asf.HEADER, b"", asf.blank),
    "matroska": _kind(b"\x1a\x45\xdf\xa3", rb"(?=.{0,48}\x42\x82)", matroska.blank),
    "ogg": _kind(b"OggS\0", b"", ogg.blank),
    "mov": _kind(b"ftyp", rb"[\x20-\x7e]{4}", mp4.blank, before=b"...."),
}
"""The formats by FFmpeg's name of the demuxer."""
_UNBRANDED_MP4 = re.compile(rb"....(?:moov|mdat|moof|styp|free|skip|wide|pnot)", re.DOTALL)
MAX_PARTS = 16
"""The maximum number of joined files; the last part has the rest."""


def demuxer(data: bytes) -> str | None:
    """FFmpeg's name of the demuxer; None for a raw MP3 or AAC stream, and for data that is not a
    recording."""
    for name, kind in _KINDS.items():
        if kind.start.match(data):
            return name
    return "mov" if _UNBRANDED_MP4.match(data) else None


def parts(data: bytes) -> list[bytes]:
    """The files that were joined to the recording, usually one. Tags before them are removed."""
    data = id3.without_leading_tags(data)
    starts = [0]
    for start in _later_starts(data):
        starts.append(start)
        if len(starts) == MAX_PARTS:
            break
    return [data[a:b] for a, b in zip(starts, [*starts[1:], len(data)], strict=True)]


def _later_starts(data: bytes) -> Iterator[int]:
    """The offsets of further files, in order."""
    found = sorted((start, name) for name, kind in _KINDS.items() for start in _starts(data, kind))
    headers_end = ogg.end_of_first_pages(data, 0)
    for start, name in found:
        if name == "ogg":
            if start < headers_end or not ogg.begins_stream(data, start):
                continue
            headers_end = ogg.end_of_first_pages(data, start)
        yield start


def _starts(data: bytes, kind: _Kind) -> Iterator[int]:
    at = data.find(kind.mark, 1 + kind.mark_at)
    while at >= 0:
        if kind.start.match(data, at - kind.mark_at):
            yield at - kind.mark_at
        at = data.find(kind.mark, at + 1)


def sound_only(data: bytes) -> tuple[bytes, bool]:
    """The file with everything but its audio blanked, and whether it is truncated. Raises
    NotAudio."""
    name = demuxer(data)
    if name is None:
        return id3.without_tags(data), False
    blanked = bytearray(data)
    cut_off = _KINDS[name].blank(blanked)
    return bytes(blanked), cut_off
