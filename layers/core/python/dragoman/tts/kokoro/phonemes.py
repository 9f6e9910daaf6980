"""Converts text to the phoneme symbols that Kokoro was trained on.

espeak-ng provides the phonemes. It writes IPA, with a tie (^) between the letters of one sound;
Kokoro has one symbol for each such sound. Punctuation is kept, because it affects Kokoro's
intonation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from dragoman.tts.kokoro.vocabulary import TOKENS

Pronounce: TypeAlias = Callable[[str, str], str]
"""Converts words to IPA with ties, for an accent of espeak-ng."""
Rules: TypeAlias = Sequence[tuple[str, str]]

_TIED: Final[Rules] = (
    ("a^ɪ", "I"), ("a^ʊ", "W"), ("e^ɪ", "A"), ("o^ʊ", "O"), ("ə^ʊ", "Q"), ("ɔ^ɪ", "Y"),
    ("d^ʒ", "ʤ"), ("d^z", "ʣ"), ("t^ʃ", "ʧ"), ("t^s", "ʦ"), ("s^s", "S"),
)  # fmt: skip

_ENGLISH: Final[Rules] = (
    ("ʔˌn\u0329", "tᵊn"), ("ʔn\u0329", "tᵊn"), ("ʔn", "tᵊn"), ("ʔ", "t"),
    ("n\u0329", "ᵊn"), ("l\u0329", "ᵊl"), ("ə^l", "ᵊl"), ("əl", "ᵊl"),
    ("ʲo", "jo"), ("ʲə", "jə"), ("ʲ", ""), ("ɚ", "əɹ"), ("r", "ɹ"), ("x", "k"), ("ç", "k"),
    ("ɬ", "l"), ("\u0303", ""),
)  # fmt: skip
_AMERICAN: Final[Rules] = (
    ("ɜːɹ", "ɜɹ"), ("ɜː", "ɜɹ"), ("ɪə", "iə"), ("ː", ""), ("o", "ɔ"),
)  # fmt: skip
_BRITISH: Final[Rules] = (("e^ə", "ɛː"), ("iə", "ɪə"), ("æ", "a"))

_ACCENT_RULES: Final[Mapping[str, Rules]] = {
    "en-us": (*_ENGLISH, *_AMERICAN),
    "en-gb-x-rp": (*_ENGLISH, *_BRITISH),
}
"""Further replacements. Kokoro's English was trained on its own dictionary; its other languages on
unchanged phonemes of espeak-ng."""

_MARKS: Final = str.maketrans(
    {
        "«": "“",
        "»": "”",
        "–": "—",
        "„": "“",
        "‘": "'",
        "’": "'",
        "¿": " ",
        "¡": " ",
        "[": "(",
        "]": ")",
        "{": "(",
        "}": ")",
    }
)
_PUNCTUATION: Final = re.compile(r'(\s*[;:,.!?—…"“”()]+(?=[\s;:,.!?—…"“”()]|$)\s*|\s*["“(]+(?=\S))')
"""Marks before or after a word; a mark inside a number belongs to the number."""
_SPACE: Final = re.compile(r"\s+")


def phonemes(text: str, accent: str, pronounce: Pronounce) -> str:
    """The symbols of a text, all in Kokoro's vocabulary; empty for a text without words."""
    spans = _PUNCTUATION.split(text.translate(_MARKS))
    spoken = [
        span if index % 2 else _words(span, accent, pronounce) for index, span in enumerate(spans)
    ]
    if not any(spoken[::2]):
        return ""
    known = "".join(symbol for symbol in "".join(spoken) if symbol in TOKENS or symbol.isspace())
    return _SPACE.sub(" ", known).strip()


def _words(words: str, accent: str, pronounce: Pronounce) -> str:
    if not words.strip():
        return ""
    symbols = pronounce(words, accent)
    for written, trained in (*_TIED, *_ACCENT_RULES.get(accent, ())):
        symbols = symbols.replace(written, trained)
    return symbols.strip()
