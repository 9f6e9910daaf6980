"""Containers as bytes: which one a recording is, where joined ones part, and what of it is sound.

FFmpeg reads tags, covers, chapters and other tracks before any limit of ours applies, some of them
in quadratic time. So everything that is not sound is blanked first, in place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from dragoman.audio.containers import asf, chunks, flac, id3, matroska, mp4, ogg

Blank = Callable[[bytearray], bool]
"""Blanks what is not sound, in place; whether the file was cut off. Raises NotAudio for tables that
claim more than a recording has."""


def _nothing(_data: bytearray) -> bool:
    return False


_KINDS: dict[str, tuple[bytes, Blank]] = {
    "wav": (rb"RIFF....WAVE", chunks.blank_riff),
    "aiff": (rb"FORM....AIF[FC]", chunks.blank_aiff),
    "caf": (rb"caff\x00\x01\x00\x00", chunks.blank_caf),
    "flac": (rb"fLaC[\x00\x80]\0\0\x22", flac.blank),
    "amr": (rb"#!AMR(?:-WB)?\n", _nothing),
    "asf": (re.escape(asf.HEADER), asf.blank),
    "matroska": (rb"\x1a\x45\xdf\xa3(?=.{0,48}\x42\x82)", matroska.blank),
    "ogg": (rb"OggS\0", ogg.blank),
    "mov": (rb"....ftyp[\x20-\x7e]{4}", mp4.blank),
}
"""By FFmpeg's name of the demuxer: how a file begins."""
_UNBRANDED_MP4 = re.compile(rb"....(?:moov|mdat|moof|styp|free|skip|wide|pnot)", re.DOTALL)
_STARTS = re.compile(
    b"|".join(b"(?P<%s>%s)" % (name.encode(), start) for name, (start, _) in _KINDS.items()),
    re.DOTALL,
)
MAX_PARTS = 16
"""Of a file made by joining others; the last part holds the rest."""


def demuxer(data: bytes) -> str | None:
    """FFmpeg's name of the demuxer; None for a bare stream of MP3 or AAC, and for no recording."""
    found = _STARTS.match(data)
    if found:
        return found.lastgroup
    return "mov" if _UNBRANDED_MP4.match(data) else None


def parts(data: bytes) -> list[bytes]:
    """The files of which the recording was joined: most often one. Tags in front are left out."""
    data = id3.without_leading_tags(data)
    starts = [0]
    for start in _later_starts(data):
        starts.append(start)
        if len(starts) == MAX_PARTS:
            break
    return [data[a:b] for a, b in zip(starts, [*starts[1:], len(data)], strict=True)]


def _later_starts(data: bytes) -> Iterator[int]:
    headers_end = ogg.end_of_first_pages(data, 0)
    for found in _STARTS.finditer(data, 1):
        start = found.start()
        if found.lastgroup == "ogg":
            if start < headers_end or not ogg.begins_stream(data, start):
                continue
            headers_end = ogg.end_of_first_pages(data, start)
        yield start


def sound_only(data: bytes) -> tuple[bytes, bool]:
    """The same file with all but its sound blanked, and whether it was cut off. Raises NotAudio."""
    name = demuxer(data)
    if name is None:
        return id3.without_tags(data), False
    blanked = bytearray(data)
    cut_off = _KINDS[name][1](blanked)
    return bytes(blanked), cut_off
