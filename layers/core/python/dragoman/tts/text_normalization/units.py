"""Units of measure after a number, and "per" units."""

from __future__ import annotations

import re
from functools import lru_cache

from dragoman.tts.text_normalization.numbers import is_singular
from dragoman.tts.text_normalization.spoken_language import SpokenLanguage
from dragoman.written_numbers import NUMBER, parse


@lru_cache
def _pattern(language: SpokenLanguage) -> re.Pattern[str]:
    units = "|".join(sorted(map(re.escape, language.units), key=len, reverse=True))
    return re.compile(
        rf"(?<![\w.,/])(?P<amount>{NUMBER})[\s\u00a0\u202f]?(?P<unit>{units})"
        rf"(?:/(?P<per>{units}))?(?![\w/²³])(?:\.(?=\s+[a-zà-þ]))?"
    )


def expand_units(text: str, language: SpokenLanguage) -> str:
    """Writes the unit in words; a later step reads the number."""
    text = _expand_feet_and_inches(text, language)

    def say(found: re.Match[str]) -> str:
        one, many = language.units[found["unit"]]
        name = one if is_singular(parse(found["amount"], language.decimal), language) else many
        spoken = f"{found['amount']} {name}"
        return (
            f"{spoken} {language.per} {language.units[found['per']].one}"
            if found["per"]
            else spoken
        )

    return _pattern(language).sub(say, text)


def _expand_feet_and_inches(text: str, language: SpokenLanguage) -> str:
    """5'11" and 6 ft 2 in."""
    if not language.feet_and_inches:
        return text
    return re.sub(
        r"(?<![\w.,])([0-9]{1,2})(?:['′]\s?|\s?ft\.?\s)([0-9]{1,2})(?:[\"″”]|''|\s?in\b\.?)",
        language.feet_and_inches,
        text,
    )
