"""Ranges and scores: the dash between two numbers."""

from __future__ import annotations

import re

from dragoman.tts.text_normalization.spoken_language import SpokenLanguage
from dragoman.written_numbers import NUMBER


def expand_ranges(text: str, language: SpokenLanguage) -> str:
    """Puts the word for the dash; a later step reads the numbers. A difference keeps its sign."""
    signs = language.symbols.between_numbers
    text = re.sub(rf"((?<![\w.,-]){NUMBER})\s[-−]\s(?=[0-9.,]+\s?=)", rf"\1 {signs['-']} ", text)
    unit = r"(?:%|°|[$€£]|º|ª)?"
    return re.sub(
        rf"(?<![\w.,/-])((?:(?<=\s)[-−]|^[-−])?{NUMBER}{unit})(?:\s?[–—]\s?|-|\s-\s)(?=(?:[A-Z]{{0,2}}[$€£¥]\s?)?{NUMBER}(?![\w-]*-[0-9]))",
        rf"\1 {language.to} ",
        text,
    )


def expand_colons(text: str, language: SpokenLanguage) -> str:
    """A colon between two numbers that are no time of day: 16:9, or a result such as 42:15."""
    text = re.sub(r"(?<=[0-9]):(?=[0-9](?![0-9]))", f" {language.to} ", text)
    return re.sub(r"(?<=[0-9]):(?=[0-9])", " ", text)
