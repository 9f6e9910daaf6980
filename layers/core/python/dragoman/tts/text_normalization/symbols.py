"""Signs that are read as words: per cent, mathematics, "&", "#5", versions."""

from __future__ import annotations

import re

from dragoman.tts.text_normalization.spoken_language import SpokenLanguage
from dragoman.written_numbers import NUMBER


def expand_versions(text: str, language: SpokenLanguage) -> str:
    """v2.0 and 2.0.1."""

    dot = f" {language.symbols.version_point} "
    text = re.sub(
        r"(?<!\w)v\.?\s?([0-9]+(?:\.[0-9]+)*)(?![\w,]|\.[0-9])",
        lambda found: f"{language.symbols.version} {dot.join(found[1].split('.'))}",
        text,
    )
    return re.sub(
        r"(?<![\w.,$€£])[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{1,3}(?![\w,]|\.[0-9])",
        lambda found: dot.join(found[0].split(".")),
        text,
    )


def expand_percentages(text: str, language: SpokenLanguage) -> str:
    return re.sub(rf"({NUMBER})[\s\u00a0\u202f]?%", rf"\1 {language.percent}", text)


def expand_signs(text: str, language: SpokenLanguage) -> str:
    words = language.symbols
    for sign, spoken in words.between_numbers.items():
        tight = r"\s" if sign in "-" else r"\s?"
        text = re.sub(
            rf"(?<=[0-9)]){tight}{re.escape(sign)}{tight}(?=[0-9(+−-])", f" {spoken} ", text
        )
    text = re.sub(r"(?<=[^\W_])\s=\s(?=[^\W_])", f" {words.between_numbers['=']} ", text)
    text = re.sub(r"(?<![\w])([0-9]+)\s?[x×](?!\w)", rf"\1 {words.times}", text)
    text = re.sub(r"(?<=[0-9])²", f" {words.squared}", text)
    text = re.sub(r"(?<=[0-9])³", f" {words.cubed}", text)
    for sign, spoken in words.before_number.items():
        text = re.sub(
            rf"(?<![\w{re.escape(sign)}]){re.escape(sign)}\s?(?=[0-9])", f"{spoken} ", text
        )
    for sign, spoken in words.anywhere.items():
        text = re.sub(rf"(?<=\w)\s?{re.escape(sign)}\s?(?=\w)", f" {spoken} ", text)
    return text
