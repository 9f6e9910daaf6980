"""Cardinals: every number that no other step has read, including years and decades."""

from __future__ import annotations

import re
from typing import Final

from dragoman.tts.text_normalization.number_words import cardinal, digit_by_digit, year_in_pairs
from dragoman.tts.text_normalization.numbers import in_words
from dragoman.tts.text_normalization.spoken_language import SpokenLanguage
from dragoman.written_numbers import NUMBER, parse

_BEFORE_YEAR: Final = re.compile(
    r"\b(?:in|since|until|till|by|from|the|year|before|after|during|circa|early|late|mid)\s+$", re.I
)
_COUNTED: Final = re.compile(r"\s+(?:[a-z]+s|people|men|women|children|feet)\b")
_CARDINAL: Final = re.compile(
    rf"(?:(?<![\w.,)])(?P<sign>[-−]))?(?P<number>{NUMBER})"
    r"(?=(?P<after>(?:\s+[^\W\d_]+){0,2}))"
)


def expand_cardinals(text: str, language: SpokenLanguage) -> str:
    """Agrees with the noun that follows. Signs before a number are minus; a number that touches a
    letter is set apart."""

    def say(found: re.Match[str]) -> str:
        number = parse(found["number"], language.decimal)
        if language.years_in_pairs and _is_year(found):
            words = year_in_pairs(int(number.whole))
        else:
            words = in_words(number, language)
            words = words if number.decimals else language.agree(words, found["after"] or "")
        return _apart(found, f"{language.minus} {words}" if found["sign"] else words)

    return _CARDINAL.sub(say, text)


def _apart(found: re.Match[str], words: str) -> str:
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    return f"{' ' * before.isalnum()}{words}{' ' * after.isalnum()}"


def _is_year(found: re.Match[str]) -> bool:
    """Whether four ungrouped digits are a year rather than a quantity."""
    if found["sign"] or not re.fullmatch(r"1(?!00)\d\d\d|20(?!00)\d\d", found["number"]):
        return False
    if _BEFORE_YEAR.search(found.string[: found.start()]):
        return True
    counted = _COUNTED.match(found["after"])
    return not counted and found["number"] >= "1100"


def expand_decades(text: str, language: SpokenLanguage) -> str:
    """The 1990s and the '90s, in English."""
    if not language.years_in_pairs:
        return text

    def say(found: re.Match[str]) -> str:
        century, decade = found[1], found[2]
        if decade == "00":
            return f"{year_in_pairs(int(f'{century}00'))}s" if century else "hundreds"
        tens = re.sub(r"y$", "ie", cardinal(int(decade), "en")) + "s"
        return f"{cardinal(int(century), 'en')} {tens}" if century else tens

    return re.sub(r"(?<!\w)(?:(1[1-9]|20)|['’])?([0-9]0)['’]?s(?!\w)", say, text)


def expand_stray_digits(text: str, language: SpokenLanguage) -> str:
    """Reads digits that belong to no number, such as those of other scripts, one by one."""
    return re.sub(r"\d+", lambda found: digit_by_digit(found[0], language.num2words), text)
