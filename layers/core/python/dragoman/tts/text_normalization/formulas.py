"""Chemical formulas, and other codes of letters and digits."""

from __future__ import annotations

import re
from typing import Final

from dragoman.tts.text_normalization.digits import spell
from dragoman.tts.text_normalization.number_words import cardinal
from dragoman.tts.text_normalization.spoken_language import SpokenLanguage

_SUBSCRIPTS: Final = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_ELEMENT: Final = (
    r"(?:He|Li|Be|Ne|Na|Mg|Al|Si|Cl|Ar|Ca|Ti|Cr|Mn|Fe|Co|Ni|Cu|Zn|As|Se|Br|Kr|Ag|Cd|Sn|Ba|Pt|Au|Hg|Pb"
    r"|H|B|C|N|O|F|P|S|K|I|U)"
)
_FORMULA: Final = re.compile(
    rf"(?<![\w.,/-])(?=\w*[0-9])(?=[A-Z])(?:\(?{_ELEMENT}\)?[0-9]{{0,2}}){{1,8}}(?![\w-]|\.[0-9])"
)
_CODE: Final = re.compile(
    r"(?<![\w.,/-])(?=[\w-]*[A-Za-z])(?=[\w-]*[0-9])"
    r"(?:[A-Za-z]+[0-9]|[0-9]+[A-Za-z]|[A-Z]+-[0-9]|[0-9]+-[A-Z0-9])[A-Za-z0-9]*(?:-[A-Z0-9]+)*(?!\w|\.[0-9])"
)


def expand_formulas(text: str, language: SpokenLanguage) -> str:
    """CO2, H₂O: letters one by one, counts as numbers."""

    def say(found: re.Match[str]) -> str:
        parts = re.findall(r"[0-9]+|[A-Za-z]", found[0])
        return " ".join(
            cardinal(int(part), language.num2words)
            if part.isdecimal()
            else _letters(part, language)
            for part in parts
        )

    return _FORMULA.sub(say, text.translate(_SUBSCRIPTS))


def expand_codes(text: str, language: SpokenLanguage) -> str:
    """Flights, rooms, plates, models: capital letters one by one, long numbers digit by digit."""

    def say(found: re.Match[str]) -> str:
        # A pause stands for the dash before a long number: ABC-1234.
        code = re.sub(r"(?<=[A-Z])-(?=[0-9]{3})|(?<=[0-9])-(?=[0-9])", ",", found[0])
        spoken = [_part(part, language) for part in re.findall(r"[0-9]+|[A-Za-z]+|,", code)]
        return " ".join(spoken).replace(" ,", ",")

    return _CODE.sub(say, text)


def _part(part: str, language: SpokenLanguage) -> str:
    if part.isdecimal():
        if len(part) > 2 or part[0] == "0":
            return spell(part, language)
        return cardinal(int(part), language.num2words)
    return _letters(part, language)


def _letters(word: str, language: SpokenLanguage) -> str:
    """Up to four capitals one by one; a longer or lower-case word stays."""
    if len(word) > 1 and (len(word) > 4 or not word.isupper()):
        return word
    return " ".join(language.letters.get(letter, letter) for letter in word.upper())
