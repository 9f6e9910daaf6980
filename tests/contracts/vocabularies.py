"""Small SentencePiece vocabularies, as their training would write them."""

from __future__ import annotations

import struct


def a_vocabulary(*words: str) -> bytes:
    """The end of a sentence, the unknown, and these words, the likelier first."""
    pieces = ["</s>", "<unk>", *(f"▁{word}" for word in words)]
    scored = zip(pieces, range(len(pieces)), strict=True)
    return b"".join(_field(1, _field(1, p.encode()) + _score(-float(n))) for p, n in scored)


def _field(number: int, value: bytes) -> bytes:
    return bytes([number << 3 | 2, len(value)]) + value


def _score(score: float) -> bytes:
    return bytes([2 << 3 | 5]) + struct.pack("<f", score)
