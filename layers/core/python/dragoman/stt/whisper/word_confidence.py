"""Word confidences from token probabilities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from faster_whisper.tokenizer import Tokenizer

from dragoman.protocol import Word


def word_confidences(
    tokenizer: Tokenizer, tokens: list[int], probabilities: Sequence[float]
) -> Iterator[Word]:
    """Yields each word with its trailing punctuation. Its confidence is the lowest of its tokens,
    without those of punctuation."""
    pending: tuple[str, float] | None = None
    begin = 0
    for piece, piece_tokens in zip(*tokenizer.split_to_word_tokens(tokens), strict=True):
        end = begin + len(piece_tokens)
        confidence = min(probabilities[begin:end], default=0.0)
        begin = end
        if pending and not piece.startswith(" ") and not any(letter.isalnum() for letter in piece):
            pending = (pending[0] + piece, pending[1])
            continue
        if pending:
            yield _word(*pending)
        pending = (piece, confidence)
    if pending:
        yield _word(*pending)


def _word(text: str, confidence: float) -> Word:
    return Word(text=text.strip(), confidence=round(confidence, 3))
