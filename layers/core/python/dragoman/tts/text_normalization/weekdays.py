"""Abbreviated days of the week in a range: Mon-Fri, seg. a sex."""

from __future__ import annotations

import re

from dragoman.tts.text_normalization.spoken_language import SpokenLanguage


def expand_weekdays(text: str, language: SpokenLanguage) -> str:
    """Alone, "sun" and "sex" are words, and in "the sun to sat" too."""
    day = rf"({'|'.join(language.weekdays)})\b\.?"

    def say(found: re.Match[str]) -> str:
        if found[0].islower() and not re.search(r"[-–.]", found[0]):
            return found[0]
        first, last = (language.weekdays[found[group].lower()] for group in (1, 2))
        return f"{first} {language.to} {last}"

    return re.sub(rf"\b{day}\s?(?:[-–]|\b{language.to}\b)\s?{day}", say, text, flags=re.I)
