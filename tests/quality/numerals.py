"""Small numbers, which a recogniser writes in words or in digits as it likes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.words import words

_NUMERALS: Final[Mapping[str, str]] = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze",
    "it": "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici",
    "pt": "zero um dois três quatro cinco seis sete oito nove dez onze doze",
}


def in_digits(text: str, language: str) -> str:
    """The words of a text, numbers up to twelve in digits."""
    digits = {word: str(number) for number, word in enumerate(_NUMERALS[language].split())}
    return " ".join(digits.get(word, word) for word in words(text))
