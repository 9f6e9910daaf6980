"""From the probabilities of Whisper's tokens to those of words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from faster_whisper.tokenizer import Tokenizer

from dragoman.protocol import Word


def likely_words(
    tokenizer: Tokenizer, tokens: list[int], probabilities: Sequence[float]
) -> Iterator[Word]:
    """Each word with the punctuation behind it, as likely as its least likely token. Punctuation
    does not count: where a pause is written says nothing of what was said."""
    pending: tuple[str, float] | None = None
    begin = 0
    for piece, piece_tokens in zip(*tokenizer.split_to_word_tokens(tokens), strict=True):
        end = begin + len(piece_tokens)
        likely = min(probabilities[begin:end], default=0.0)
        begin = end
        if pending and not piece.startswith(" ") and not any(letter.isalnum() for letter in piece):
            pending = (pending[0] + piece, pending[1])
            continue
        if pending:
            yield _word(*pending)
        pending = (piece, likely)
    if pending:
        yield _word(*pending)


def _word(text: str, likely: float) -> Word:
    return Word(text=text.strip(), confidence=round(likely, 3))
