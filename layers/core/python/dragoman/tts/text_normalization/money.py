"""Amounts of money, with the symbol or code on either side."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from dragoman.tts.text_normalization.numbers import is_singular, written_plainly
from dragoman.tts.text_normalization.spoken_language import Currency, SpokenLanguage
from dragoman.written_numbers import NUMBER, Number, parse

_SIGN: Final = r"(?P<sign>(?<![\w)])[-−])?"


@lru_cache
def _patterns(language: SpokenLanguage) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The symbol first, and the symbol last."""
    money = language.money
    symbols = "|".join(sorted(map(re.escape, money.currencies), key=len, reverse=True))
    large = "|".join(sorted(map(re.escape, money.magnitudes), key=len, reverse=True))
    magnitude = rf"(?:\s?(?P<magnitude>{large})(?!\w))?"
    amount = rf"(?:(?P<low>{NUMBER})\s{language.to}\s)?(?P<amount>{NUMBER})(?![0-9])"
    first = rf"{_SIGN}(?<!\w)(?P<symbol>{symbols})\s?(?P<inner>[-−])?{amount}{magnitude}"
    last = rf"{_SIGN}(?<![\w.,/]){amount}{magnitude}\s?(?P<symbol>{symbols})(?![\w$])"
    return re.compile(first), re.compile(last)


def expand_money(text: str, language: SpokenLanguage) -> str:
    """Writes the units in words; a later step reads the numbers."""
    for pattern in _patterns(language):
        text = pattern.sub(lambda found: _say(found, language), text)
    return text


def _say(found: re.Match[str], language: SpokenLanguage) -> str:
    currency = language.money.currencies[found["symbol"]]
    number = parse(found["amount"], language.decimal)
    spoken = _amount(number, found["magnitude"], currency, language)
    if found["low"]:
        spoken = f"{found['low']} {language.to} {spoken}"
    minus = found["sign"] or found.groupdict().get("inner")
    return f"{language.minus} {spoken}" if minus else spoken


def _amount(
    number: Number, magnitude: str | None, currency: Currency, language: SpokenLanguage
) -> str:
    if magnitude:
        large = language.money.magnitudes[magnitude]
        name = currency.unit.many
        of = _of(name, language) if language.money.million in large else ""
        return f"{written_plainly(number, language)} {large} {of}{name}"
    if len(number.decimals) > 2:
        return f"{written_plainly(number, language)} {currency.unit.many}"
    whole, cents = Number(number.whole, ""), Number(str(int(number.decimals.ljust(2, "0"))), "")
    if cents.whole == "0":
        return _units(whole, currency, language)
    small = f"{cents.whole} {currency.cent.one if cents.whole == '1' else currency.cent.many}"
    if not int(whole.whole):
        return small
    return f"{_units(whole, currency, language)} {language.money.and_} {small}"


def _units(whole: Number, currency: Currency, language: SpokenLanguage) -> str:
    name = currency.unit.one if is_singular(whole, language) else currency.unit.many
    million = len(whole.whole) > 6 and whole.whole.endswith("000000")
    return f"{written_plainly(whole, language)} {_of(name, language) if million else ''}{name}"


def _of(name: str, language: SpokenLanguage) -> str:
    """The word between a bare million and its currency in the Romance languages."""
    before_vowel, before_consonant = language.money.of
    return before_vowel if name[0] in "aeiou" else before_consonant
