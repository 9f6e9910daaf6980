"""Checks the tables of an MP4 track, which may be short and yet declare millions of samples.

FFmpeg keeps 34 bytes for each sample of compressed audio, and 24 for every 1,024 of uncompressed
audio in each chunk.
"""

from __future__ import annotations

import struct

from dragoman.errors import NotAudio

MAX_SAMPLES = 200_000
"""The maximum for compressed audio; a minute of AAC has 2,800."""
MAX_UNCOMPRESSED_SAMPLES = 12_000_000
"""One minute at 192 kHz."""
_ENTRY_BYTES = {b"stts": 8, b"stsc": 12, b"stco": 4, b"co64": 8, b"elst": 12, b"stsz": 4}


def check_tables(tables: list[tuple[bytes, bytes]]) -> None:
    """Checks each table by its kind. Raises NotAudio for tables that declare more than a recording
    has."""
    for kind, table in tables:
        claimed, there = _claimed(kind, table), len(table) - 8
        if kind == b"stsz" and table[4:8] != bytes(4):
            continue
        if kind in _ENTRY_BYTES and claimed * _ENTRY_BYTES[kind] > there:
            raise NotAudio
    uncompressed = _is_uncompressed([table for kind, table in tables if kind == b"stts"])
    samples = sum(_claimed(kind, table) for kind, table in tables if kind in (b"stsz", b"stz2"))
    chunks = sum(_claimed(kind, table) for kind, table in tables if kind in (b"stco", b"co64"))
    largest = max((_largest_chunk(table) for kind, table in tables if kind == b"stsc"), default=0)
    if samples > (MAX_UNCOMPRESSED_SAMPLES if uncompressed else MAX_SAMPLES):
        raise NotAudio
    if chunks * largest > 2 * MAX_UNCOMPRESSED_SAMPLES:
        raise NotAudio


def _claimed(kind: bytes, table: bytes) -> int:
    at = 8 if kind in (b"stsz", b"stz2") else 4
    return int.from_bytes(table[at : at + 4])


def _is_uncompressed(times: list[bytes]) -> bool:
    """Whether FFmpeg reads the track by chunks: every sample lasts for one tick of the clock."""
    return len(times) == 1 and times[0][4:8] == times[0][12:16] == (1).to_bytes(4)


def _largest_chunk(table: bytes) -> int:
    entries = table[8 : 8 + (len(table) - 8) // 12 * 12]
    return max((count for _, count, _ in struct.iter_unpack(">III", entries)), default=0)
