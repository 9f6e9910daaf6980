"""How far what was heard is from what was said."""

import re
from difflib import SequenceMatcher


def words(text: str) -> list[str]:
    return re.sub(r"[^\w\s]", " ", text.lower()).split()


def word_error(said: str, heard: str) -> float:
    """Word error rate: substitutions, insertions and deletions per word said."""
    reference, hypothesis = words(said), words(heard)
    row = list(range(len(hypothesis) + 1))
    for i, word in enumerate(reference, 1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(hypothesis, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (word != other))
    return row[-1] / max(1, len(reference))


def likeness(said: str, heard: str) -> float:
    """How much of the letters agrees, in order: 1 for the same, about 0.3 for another text."""
    return SequenceMatcher(None, " ".join(words(said)), " ".join(words(heard)), False).ratio()
