"""The share of everyday phrases that get an accepted translation, with and without the memory."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Final

from tests.quality.figures import Figure
from tests.quality.material import LANGUAGES, wiring

PHRASES: Final = Path(__file__).with_name("phrases")


@dataclass(frozen=True)
class Phrase:
    text: str
    accepted: tuple[str, ...]

    def accepts(self, translation: str) -> bool:
        return _compared(translation) in {_compared(right) for right in self.accepted}


@cache
def phrases(source: str, target: str) -> tuple[Phrase, ...]:
    with (PHRASES / f"{source}-{target}.tsv").open(newline="", encoding="utf-8") as table:
        rows = csv.reader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple(Phrase(text, tuple(right.split("|"))) for text, right in rows)


def translate_with_memory(text: str, source: str, target: str) -> str:
    return (
        wiring()
        .memory.translate(
            text, source, target, lambda rest: translate_without_memory(rest, source, target)
        )
        .text
    )


def translate_without_memory(text: str, source: str, target: str) -> str:
    return wiring().translator.translate(text, source, target)


def short_phrases() -> Iterator[Figure]:
    for source, target in permutations(LANGUAGES, 2):
        yield Figure(
            "Short phrases",
            f"{source} to {target}, correct",
            _correct_percent(source, target, translate_with_memory),
            lower_is_better=False,
            baseline=_correct_percent(source, target, translate_without_memory),
        )


def _correct_percent(source: str, target: str, translate: Callable[[str, str, str], str]) -> float:
    tested = phrases(source, target)
    right = sum(phrase.accepts(translate(phrase.text, source, target)) for phrase in tested)
    return 100 * right / len(tested)


def _compared(text: str) -> tuple[str, bool]:
    """The words without case and punctuation, and whether they are a question."""
    kept = (letter if letter.isalnum() else " " for letter in unicodedata.normalize("NFC", text))
    return " ".join("".join(kept).casefold().split()), "?" in text
