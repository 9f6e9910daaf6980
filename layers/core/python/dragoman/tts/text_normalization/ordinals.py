"""Ordinals: 1st, 2ª, 3.º, 4e."""

from __future__ import annotations

import re

from dragoman.tts.text_normalization.number_words import ordinal
from dragoman.tts.text_normalization.spoken_language import SpokenLanguage


def expand_ordinals(text: str, language: SpokenLanguage) -> str:
    marks = "|".join(sorted(map(re.escape, language.ordinal_marks), key=len, reverse=True))

    def say(found: re.Match[str]) -> str:
        value = int(re.sub(r"[.,]", "", found[1]))
        return ordinal(value, language.num2words, language.ordinal_marks[found[2]] == "f")

    text = re.sub(
        rf"(?<=[0-9])({marks})/(?=[0-9]{{1,3}}(?:{marks})(?!\w))", rf"\1 {language.or_} ", text
    )
    return re.sub(rf"(?<![\w.,])([0-9]{{1,3}}(?:[.,][0-9]{{3}})?)\.?({marks})(?!\w)", say, text)
