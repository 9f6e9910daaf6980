"""Written text as it is read aloud: money, dates, times, measures and abbreviations in words.

The voices read plain numbers by themselves. What they get wrong is what stands beside a number ("dollar
twenty five point five zero") and the full stop of an abbreviation, which they take for an end. A
language without rules here is read as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

Names: TypeAlias = Mapping[str, tuple[str, str]]
"""What one and what several are called, by how it is written."""
Rule: TypeAlias = tuple[str, Callable[[re.Match[str]], str]]


@dataclass(frozen=True)
class _Language:
    money: Names
    cents: Names
    and_: str
    of: str
    """Between a million and what there are a million of."""
    thousands: str
    decimal: str
    magnitude: str
    measures: Names
    abbreviations: Mapping[str, str]
    """Written with a full stop, which is left out here."""
    rules: tuple[Rule, ...] = ()
    """What else there is, done first."""


def aloud(text: str, language: str) -> str:
    """The text with everything in words that its language has a rule for."""
    if language not in _LANGUAGES:
        return text
    known = _LANGUAGES[language]
    for pattern, words in (*known.rules, _money(known), _measures(known)):
        text = re.sub(pattern, words, text)
    for short, long in known.abbreviations.items():
        text = re.sub(rf"(?<![\w.]){re.escape(short)}\.(?=\s+\S)", long, text)
    return text


def _money(known: _Language) -> Rule:
    thousands, decimal = re.escape(known.thousands), re.escape(known.decimal)
    amount = rf"(\d{{1,3}}(?:{thousands}\d{{3}})+|\d+)(?:{decimal}(\d\d?)(?!\d))?"

    def words(found: re.Match[str]) -> str:
        sign, whole, part, magnitude = found.groups()
        if magnitude:
            number = f"{whole}{known.decimal}{part}" if part else whole
            return f"{number}{magnitude} {known.of}{known.money[sign][1]}"
        said = _counted(whole, known.money[sign])
        if not part or not int(part):
            return said
        return f"{said} {known.and_} {_counted(str(int(part.ljust(2, '0'))), known.cents[sign])}"

    return rf"(?<!\w)({_any(known.money)})\s?{amount}(\s(?:{known.magnitude})\b)?", words


def _measures(known: _Language) -> Rule:
    decimal = re.escape(known.decimal)

    def words(found: re.Match[str]) -> str:
        return _counted(found[1], known.measures[found[2]])

    return rf"(?<!\w)(\d+(?:{decimal}\d+)?)\s?({_any(known.measures)})(?![\w/])", words


def _counted(number: str, names: tuple[str, str]) -> str:
    return f"{number} {names[0] if number == '1' else names[1]}"


def _any(names: Names) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_MONTHS_PT = [
    "janeiro",
    "fevereiro",
    "março",
    "abril",
    "maio",
    "junho",
    "julho",
    "agosto",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
]
_FEMININE_PT = {1: "uma", 2: "duas", 21: "vinte e uma", 22: "vinte e duas"}


def _date_pt(found: re.Match[str]) -> str:
    day, month, year = int(found[1]), int(found[2]), found[3]
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return found[0]
    return f"{'1º' if day == 1 else day} de {_MONTHS_PT[month - 1]} de {year}"


def _time_pt(found: re.Match[str]) -> str:
    hour, minute = int(found[1]), int(found[2] or 0)
    said = f"{_FEMININE_PT.get(hour, hour)} {'hora' if hour == 1 else 'horas'}"
    return f"{said} e {minute}" if minute else said


_LANGUAGES: Final[Mapping[str, _Language]] = {
    "en": _Language(
        money={"$": ("dollar", "dollars"), "US$": ("dollar", "dollars"),
               "R$": ("real", "reais"), "€": ("euro", "euros"), "£": ("pound", "pounds")},
        cents={"$": ("cent", "cents"), "US$": ("cent", "cents"),
               "R$": ("centavo", "centavos"), "€": ("cent", "cents"), "£": ("penny", "pence")},
        and_="and", of="", thousands=",", decimal=".",
        magnitude="thousand|million|billion|trillion",
        measures={"km": ("kilometer", "kilometers"), "cm": ("centimeter", "centimeters"),
                  "mm": ("millimeter", "millimeters"), "m": ("meter", "meters"),
                  "kg": ("kilogram", "kilograms"), "mg": ("milligram", "milligrams"),
                  "g": ("gram", "grams"), "ml": ("milliliter", "milliliters"),
                  "km/h": ("kilometer per hour", "kilometers per hour"),
                  "mph": ("mile per hour", "miles per hour"),
                  "°C": ("degree Celsius", "degrees Celsius"),
                  "°F": ("degree Fahrenheit", "degrees Fahrenheit")},
        abbreviations={"Dr": "Doctor", "Mr": "Mister", "Mrs": "Missus", "Ms": "Miss",
                       "Prof": "Professor", "St": "Saint", "vs": "versus",
                       "approx": "approximately", "e.g": "for example", "i.e": "that is"},
        rules=((r"\bNo\. (?=\d)", lambda _: "number "),),
    ),
    "pt": _Language(
        money={"R$": ("real", "reais"), "$": ("dólar", "dólares"), "US$": ("dólar", "dólares"),
               "€": ("euro", "euros"), "£": ("libra", "libras")},
        cents={"R$": ("centavo", "centavos"), "$": ("centavo", "centavos"),
               "US$": ("centavo", "centavos"), "€": ("cêntimo", "cêntimos"),
               "£": ("centavo", "centavos")},
        and_="e", of="de ", thousands=".", decimal=",",
        magnitude="milhão|milhões|bilhão|bilhões|trilhões",
        measures={"km": ("quilômetro", "quilômetros"), "cm": ("centímetro", "centímetros"),
                  "mm": ("milímetro", "milímetros"), "m": ("metro", "metros"),
                  "kg": ("quilo", "quilos"), "mg": ("miligrama", "miligramas"),
                  "g": ("grama", "gramas"), "ml": ("mililitro", "mililitros"),
                  "km/h": ("quilômetro por hora", "quilômetros por hora"),
                  "°C": ("grau Celsius", "graus Celsius")},
        abbreviations={"Dr": "doutor", "Dra": "doutora", "Sr": "senhor", "Sra": "senhora",
                       "Srta": "senhorita", "Prof": "professor", "Profa": "professora",
                       "Av": "avenida", "R": "rua", "Sto": "santo", "Sta": "santa",
                       "p. ex": "por exemplo"},
        rules=((r"\b(\d\d?)/(\d\d?)/(\d{4})\b", _date_pt),
               (r"\b(\d\d?)h(\d\d)?\b", _time_pt),
               (r"\b(\d\d?):(\d\d)\b(?!:)", _time_pt)),
    ),
}  # fmt: skip
