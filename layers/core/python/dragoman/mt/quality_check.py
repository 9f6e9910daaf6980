"""Checks the output of a translation engine and looks for better candidates.

Small engines hallucinate on one to five words, while a variant of the same phrase (another final
mark, a lower-case first letter) is often right. The candidate whose back-translation is most
similar to the source is used. Longer texts are only checked for signs of failure, which needs no
engine call.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from typing import Final, TypeAlias

from dragoman.errors import EngineFailed, UnsupportedLanguage
from dragoman.ports import CheckedTranslation

Translate: TypeAlias = Callable[[str], str]

MAX_SHORT_WORDS: Final = 5
MIN_SIMILARITY: Final = 0.5
"""Below this similarity to the source (0 to 1), the back-translation shows a failure."""
MAX_GROWTH: Final = 1.6
"""A back-translation with more than this many times the words of the source (plus half a word)
shows a hallucination."""
AGREEMENT_BONUS: Final = 0.1
"""Added to the similarity for each further variant with the same translation."""
_FINAL_MARK = re.compile(r"[.!?…]+$")
_STUTTER = re.compile(r"\b(\w+)(?:\W+\1\b){2,}|(\w)\2{3,}", re.IGNORECASE)

_DOUBLED = re.compile(r"\b(\w+)\s\1\b", re.IGNORECASE)
"""A word twice in a row, without a comma."""


def best_translation(text: str, forward: Translate, backward: Translate) -> CheckedTranslation:
    """The checked translation of a text. `forward` translates, `backward` translates back and may
    raise UnsupportedLanguage. Raises what `forward` raises."""
    first = forward(text)
    long = len(_words(text)) > MAX_SHORT_WORDS
    if is_plausible(text, first) and (long or _agreement(text, first, backward) > 0):
        return CheckedTranslation(first)
    candidates = Counter([first, *_translated_variants(text, forward)])
    plausible = [found for found in candidates if is_plausible(text, found)]
    if not plausible:
        return CheckedTranslation(first, uncertain=len(_words(text)) > 1)
    scores = {found: _agreement(text, found, backward) for found in plausible}
    best = max(plausible, key=lambda found: scores[found] + AGREEMENT_BONUS * candidates[found])
    if scores[best] <= 0 and first in plausible:  # no candidate is better than the first
        return CheckedTranslation(first, uncertain=True)
    return CheckedTranslation(_marked(best, text), uncertain=scores[best] <= 0)


def is_plausible(source: str, translation: str) -> bool:
    """Whether a translation shows no sign of failure: a copy, upper case, repetitions, or a length
    far from that of the source."""
    if not _words(translation) or _words(translation) == _words(source):
        return False
    if translation.isupper() and not source.isupper():
        return False
    if any(
        repeated.search(translation) and not repeated.search(source)
        for repeated in (_STUTTER, _DOUBLED)
    ):
        return False
    shortest, longest = sorted((len(source), len(translation)))
    return longest <= 2.5 * shortest + 12


def _translated_variants(text: str, forward: Translate) -> Iterator[str]:
    for variant in variants(text):
        try:
            yield forward(variant)
        except EngineFailed:
            continue


def variants(text: str) -> list[str]:
    """The phrase in other spellings."""
    bare = _FINAL_MARK.sub("", text.strip())
    mark = "" if text.rstrip().endswith("?") else "!"
    written = [bare, bare[:1].lower() + bare[1:], f"{bare}{mark or '?'}", f"{bare}."]
    if mark == "":
        written = [f"{bare[:1].lower()}{bare[1:]}?"]
    return [variant for variant in dict.fromkeys(written) if variant and variant != text.strip()]


def _agreement(source: str, translation: str, backward: Translate) -> float:
    """The similarity of the back-translation to the source, 0 to 1; below 0 for another text; 1 if
    nothing translates back."""
    try:
        back = _words(backward(translation))
    except UnsupportedLanguage:
        return 1.0
    except EngineFailed:
        return -1.0
    words = _words(source)
    similarity = SequenceMatcher(None, " ".join(words), " ".join(back), False).ratio()
    grown = len(back) > MAX_GROWTH * len(words) + 0.5
    return similarity - 1 if grown or similarity < MIN_SIMILARITY else similarity


def _marked(translation: str, source: str) -> str:
    """The translation with the capital letter and the final mark of the source."""
    mark = _FINAL_MARK.search(source.strip())
    bare = _FINAL_MARK.sub("", translation.strip())
    first = bare[:1].upper() if source[:1].isupper() else bare[:1]
    return first + bare[1:] + (mark[0] if mark else "")


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
