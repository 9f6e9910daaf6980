"""Roman numerals, only next to words that require a number."""

from __future__ import annotations

import re
from typing import Final

from dragoman.tts.text_normalization.languages.rulers import FEMININE_RULERS, RULERS
from dragoman.tts.text_normalization.number_words import cardinal, ordinal
from dragoman.tts.text_normalization.spoken_language import SpokenLanguage

_VALUES: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_NUMERAL: Final = r"(?=[IVXLC])((?:C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3}))"
_RULERS_NUMERAL: Final = r"(?=[IVX])((?:X{0,3})(?:IX|IV|V?I{0,3}))"
_END: Final = r"(?![\w'’])"
_NAME: Final = r"\b([A-ZÀ-Þ][\w’'-]+)"
_LARGEST_AFTER_THING: Final = 30
_ANY: Final = re.compile(r"\b[IVXLC]+(?:er|re|e|ème)?\b")


def expand_roman(text: str, language: SpokenLanguage) -> str:
    if not _ANY.search(text):
        return text
    words = language.roman
    second = rf"(?:( \w{{1,2}} ){_NUMERAL}{_END})?"
    for pattern, say in (
        (rf"\b({words.centuries}) {_NUMERAL}{_END}{second}", _centuries),
        (rf"\b{_NUMERAL}(?:{words.suffixes})?(?=\s(?:{words.followers})\b)", _before_noun),
        (rf"\b({words.headings}) {_NUMERAL}{_END}", _heading),
        (rf"{_NAME} {_RULERS_NUMERAL}{_END}", _name),
    ):
        text = re.sub(pattern, lambda found, say=say: say(found, language), text)  # type: ignore[misc]
    return text


def value(numeral: str) -> int:
    numbers = [_VALUES[letter] for letter in numeral]
    following = [*numbers[1:], 0]
    return sum(-now if now < after else now for now, after in zip(numbers, following, strict=True))


def _heading(found: re.Match[str], language: SpokenLanguage) -> str:
    spoken = cardinal(value(found[2]), language.num2words)
    return f"{found[1]} {spoken.capitalize() if found[1][0].isupper() else spoken}"


def _centuries(found: re.Match[str], language: SpokenLanguage) -> str:
    """One century or two: século XXI, séculos XV e XVI."""
    first = f"{found[1]} {_century(found[2], language)}"
    return f"{first}{found[3]}{_century(found[4], language)}" if found[3] else first


def _century(numeral: str, language: SpokenLanguage) -> str:
    number = value(numeral)
    say = ordinal if number <= language.roman.century_ordinals else cardinal
    return say(number, language.num2words)


def _before_noun(found: re.Match[str], language: SpokenLanguage) -> str:
    noun = found.string[found.end() :].split()[0]
    spoken = ordinal(value(found[1]), language.num2words, language.roman.feminine(noun.lower()))
    return spoken.capitalize() if noun[0].isupper() else spoken


def _name(found: re.Match[str], language: SpokenLanguage) -> str:
    """An ordinal after a ruler's name, a cardinal after the name of a thing."""
    name, numeral = found.groups()
    number, known = value(numeral), _known_name(found, name)
    if not known:
        is_number = len(numeral) > 1 and number <= _LARGEST_AFTER_THING
        return (
            f"{name} {cardinal(number, language.num2words).capitalize()}" if is_number else found[0]
        )
    if len(numeral) == 1 and not _is_surely_a_number(found, language):
        return found[0]
    if number > language.roman.last_ordinal:
        return f"{name} {cardinal(number, language.num2words).capitalize()}"
    spoken = ordinal(number, language.num2words, known.lower() in FEMININE_RULERS).capitalize()
    return " ".join(filter(None, (name, language.roman.the, spoken)))


def _known_name(found: re.Match[str], name: str) -> str:
    """The name itself, or the first name before a surname."""
    before = re.search(r"([A-ZÀ-Þ]\w+) (?:[A-ZÀ-Þ]\w+ )?$", found.string[: found.start(1)])
    if name.lower() in RULERS:
        return name
    return before[1] if before and before[1].lower() in RULERS else ""


def _is_surely_a_number(found: re.Match[str], language: SpokenLanguage) -> bool:
    """Whether a single letter is a number rather than a pronoun or an initial: it follows a title
    or ends the clause."""
    if re.search(
        rf"\b(?:{language.roman.titles})\s(?:\w+\s)?$", found.string[: found.start(1)], re.I
    ):
        return True
    after = found.string[found.end() :]
    if found[2] == "I":
        return bool(re.match(rf"\s*$|[.,;:)!?]|\s(?:{language.roman.after_ruler})\b", after))
    return not re.match(r"\.\s?[A-Z]", after)
