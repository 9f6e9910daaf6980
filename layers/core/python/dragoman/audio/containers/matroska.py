"""Matroska and WebM: elements with an identifier, a size and a content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.errors import NotAudio

_SEGMENT = 0x18538067
_INFO, _TRACKS, _CLUSTER = 0x1549A966, 0x1654AE6B, 0x1F43B675
_VOID, _CHECKSUM = 0xEC, 0xBF
_TRACK_TYPE, _CODEC_ID = 0x83, 0x86
_TOP_LEVEL = {_INFO, _TRACKS, _CLUSTER, _VOID, _CHECKSUM}
_IN_CLUSTER = {0xE7, 0xA3, 0xA0, 0xA7, 0xAB, 0x5854, 0xAF, _VOID, _CHECKSUM}
"""The elements inside a cluster; a cluster of unknown size ends at any other element."""
_BLANKED = (0x1254C367, 0x1941A469, 0x1043A770, 0x1C53BB6B, 0x114D9B74)
"""Tags, attachments, chapters, cues and the index of elements."""
_AUDIO = 2
MAX_TRACKS, MAX_AUDIO_TRACKS = 64, 8
MAX_HEADER_BYTES = 64 * 1024
"""The maximum size of all track headers; FFmpeg keeps a kilobyte for each track, and an empty one
has two bytes."""
MAX_ELEMENTS = 100_000


@dataclass(frozen=True)
class _Element:
    start: int
    identifier: int
    content: int
    size: int | None
    """The size; None if the recorder did not know it."""

    @property
    def end(self) -> int:
        return self.content + (self.size or 0)


def _element(data: bytearray, at: int) -> _Element | None:
    identifier = _number(data, at, keep_marker=True)
    if identifier is None:
        return None
    size = _number(data, at + identifier[1], keep_marker=False)
    if size is None:
        return None
    unknown = size[0] == (1 << 7 * size[1]) - 1
    content = at + identifier[1] + size[1]
    return _Element(at, identifier[0], content, None if unknown else size[0])


def _number(data: bytearray, at: int, *, keep_marker: bool) -> tuple[int, int] | None:
    """A number of variable length, and that length."""
    if at >= len(data) or not data[at]:
        return None
    length = 9 - data[at].bit_length()
    value = int.from_bytes(data[at : at + length])
    return (value if keep_marker else value & (1 << 7 * length) - 1), length


def _children(data: bytearray, at: int, end: int) -> Iterator[_Element]:
    """The elements inside an element. Raises NotAudio for more than any recording has."""
    for _ in range(MAX_ELEMENTS):
        element = _element(data, at) if at < end else None
        if element is None:
            return
        yield element
        at = element.content if element.size is None else element.end
    raise NotAudio


def blank(data: bytearray) -> bool:
    """Voids tags, attachments, chapters and indexes, and removes the codec of every track that is
    not audio."""
    for top in _children(data, 0, len(data)):
        if top.identifier == _SEGMENT:
            _blank_segment(data, top)
            return top.size is not None and top.end > len(data)
        if top.size is None or top.size > MAX_HEADER_BYTES:
            raise NotAudio
    raise NotAudio


def _blank_segment(data: bytearray, segment: _Element) -> None:
    end = len(data) if segment.size is None else min(segment.end, len(data))
    tracks = None
    for element in _children(data, segment.content, end):
        if element.identifier in (_TRACKS, _INFO):
            if element.size is None or element.size > MAX_HEADER_BYTES:
                raise NotAudio
            if element.identifier == _TRACKS and tracks is None:
                tracks = element
                _blank_tracks(data, element)
        elif element.identifier not in _TOP_LEVEL | _IN_CLUSTER:
            _void(data, element)
    if tracks is None:
        raise NotAudio
    _blank_hidden(data, tracks)


def _blank_hidden(data: bytearray, tracks: _Element) -> None:
    """Blanks elements between others: after an error FFmpeg continues at the next known element,
    anywhere."""
    for identifier in (*_BLANKED, _TRACKS):
        name, at = identifier.to_bytes(4), 0
        while (at := data.find(name, at)) >= 0:
            if at != tracks.start:
                data[at : at + 4] = bytes(4)
            at += 4


def _blank_tracks(data: bytearray, tracks: _Element) -> None:
    audio = 0
    for number, track in enumerate(_children(data, tracks.content, min(tracks.end, len(data)))):
        if number >= MAX_TRACKS:
            raise NotAudio
        fields = list(_children(data, track.content, min(track.end, len(data))))
        kinds = [_content(data, field) for field in fields if field.identifier == _TRACK_TYPE]
        is_audio = bool(kinds) and int.from_bytes(kinds[-1]) == _AUDIO
        audio += is_audio
        if not is_audio or audio > MAX_AUDIO_TRACKS:
            for field in fields:
                if field.identifier == _CODEC_ID and field.size:
                    data[field.content : field.end] = b"X" * len(_content(data, field))


def _content(data: bytearray, element: _Element) -> bytes:
    return bytes(data[element.content : element.end])


def _void(data: bytearray, element: _Element) -> None:
    """Replaces an element by a void in place. The identifier of a void is shorter, so its size
    field is longer."""
    if element.size is None:
        raise NotAudio
    header = element.content - element.start
    length = min(8, header - 1)
    if length < 1:
        return
    size = element.end - element.start - 1 - length
    marked = (1 << 7 * length | size).to_bytes(length)
    data[element.start : element.start + 1 + length] = bytes([_VOID]) + marked
