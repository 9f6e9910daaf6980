"""Abbreviations in full, so that their full stop does not end the sentence."""

from __future__ import annotations

import re

from dragoman.tts.text_normalization.spoken_language import SpokenLanguage


def expand_abbreviations(text: str, language: SpokenLanguage) -> str:
    for pattern, words in language.rules:
        text = re.sub(pattern, words, text)
    for short, long in language.abbreviations.items():
        if f"{short}." in text:
            text = re.sub(rf"(?<![\w.]){re.escape(short)}\.(?=\s+\S)", long, text)
    return text
