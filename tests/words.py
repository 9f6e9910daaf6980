"""Distances between a transcript and its reference."""

import re
from difflib import SequenceMatcher


def words(text: str) -> list[str]:
    return re.sub(r"[^\w\s]", " ", text.lower()).split()


def word_error(said: str, heard: str) -> float:
    """The word error rate: substitutions, insertions and deletions per word of the reference."""
    reference, hypothesis = words(said), words(heard)
    row = list(range(len(hypothesis) + 1))
    for i, word in enumerate(reference, 1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(hypothesis, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (word != other))
    return row[-1] / max(1, len(reference))


def likeness(said: str, heard: str) -> float:
    """The share of letters that agree in order: 1 for equal texts, about 0.3 for unrelated ones."""
    return SequenceMatcher(None, " ".join(words(said)), " ".join(words(heard)), False).ratio()
