"""Fractions, and the other meanings of a slash between two numbers."""

from __future__ import annotations

import re
from typing import Final

from dragoman.tts.text_normalization.number_words import cardinal
from dragoman.tts.text_normalization.spoken_language import SpokenLanguage

_SIGNS: Final = {
    "½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅕": "1/5",
    "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8",
}  # fmt: skip
_PAIR: Final = r"(?<![\w/.,])([0-9]{1,3})\s?/\s?([0-9]{1,3})(?![\w/])(?![.,][0-9])"


def expand_fraction_signs(text: str, _language: SpokenLanguage) -> str:
    """½ as 1/2, which a later step reads."""
    for sign, written in _SIGNS.items():
        text = re.sub(rf"(?<=[0-9])\s?{sign}", f" {written}", text).replace(sign, written)
    return text.replace("⁄", "/")


def expand_fractions(text: str, language: SpokenLanguage) -> str:
    """Proper fractions with a common denominator: 3/4, 2 1/2."""

    def say(found: re.Match[str]) -> str:
        whole, top, bottom = found["whole"], int(found["top"]), int(found["bottom"])
        names = language.fractions.get(bottom)
        if not names or not 0 < top < bottom:
            return found[0]
        noun = found["noun"] or ""
        if bottom == 2:
            part = language.half(noun or whole or "")
        else:
            counted = language.agree(cardinal(top, language.num2words), names.one)
            part = f"{counted} {names.one if top == 1 else names.many}"
        if not whole:
            return part
        spoken = language.agree(cardinal(int(whole), language.num2words), noun)
        return f"{spoken} {language.mixed} {part}"

    return re.sub(
        r"(?<![\w/.,])(?:(?P<whole>[0-9]+)\s)?(?P<top>[0-9]{1,2})/(?P<bottom>[0-9]{1,3})"
        r"(?![\w/])(?![.,][0-9])(?=(?:\s+(?:de\s+)?(?P<noun>[^\W\d_]+))?)",
        say,
        text,
    )


def expand_ratios(text: str, language: SpokenLanguage) -> str:
    """24/7, marks such as 8/10, blood pressure such as 120/80. Done before dates, which look alike."""
    words = language.symbols
    text = re.sub(r"(?<![\w/.,])24/7(?![\w/])", words.around_the_clock, text)
    text = re.sub(rf"({words.scale_context}){_PAIR}", rf"\1\2 {words.out_of} \3", text, flags=re.I)
    text = re.sub(rf"({words.ratio_context}){_PAIR}", rf"\1\2 {words.over} \3", text, flags=re.I)

    def over(found: re.Match[str]) -> str:
        top, bottom = int(found[1]), int(found[2])
        is_pressure = 60 <= top <= 260 and 30 <= bottom <= 150 and top > bottom and top > 31
        return f"{top} {words.over} {bottom}" if is_pressure else found[0]

    return re.sub(_PAIR, over, text)


def expand_slashes(text: str, language: SpokenLanguage) -> str:
    """Reads the remaining slashes between numbers: 50/50."""

    def say(found: re.Match[str]) -> str:
        between = " " if found[1] == found[2] else f" {language.symbols.over} "
        return f"{found[1]}{between}{found[2]}"

    text = re.sub(_PAIR, say, text)
    return re.sub(r"(?<=[0-9])/(?=[0-9])", f" {language.addresses.slash} ", text)
