"""Written text as it is read aloud: money, dates, times, measures and abbreviations in words.

The voices read plain numbers by themselves. What they get wrong is what stands beside a number ("dollar
twenty five point five zero") and the full stop of an abbreviation, which they take for an end. A
language without rules here is read as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
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
    thousands: str
    decimal: str
    magnitudes: Mapping[str, str]
    """With what stands between them and what there are so many of."""
    measures: Names
    abbreviations: Mapping[str, str]
    """Written with a full stop, which is left out here."""
    rules: tuple[Rule, ...] = ()
    """What else there is, done first."""


def to_spoken_form(text: str, language: str) -> str:
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
            of = known.magnitudes[magnitude.strip()]
            return f"{number}{magnitude} {of}{known.money[sign][1]}"
        said = _counted(whole, known.money[sign])
        if not part or not int(part):
            return said
        return f"{said} {known.and_} {_counted(str(int(part.ljust(2, '0'))), known.cents[sign])}"

    return rf"(?<!\w)({_any(known.money)})\s?{amount}(\s(?:{_any(known.magnitudes)})\b)?", words


def _measures(known: _Language) -> Rule:
    decimal = re.escape(known.decimal)

    def words(found: re.Match[str]) -> str:
        return _counted(found[1], known.measures[found[2]])

    return rf"(?<!\w)(\d+(?:{decimal}\d+)?)\s?({_any(known.measures)})(?![\w/])", words


def _counted(number: str, names: tuple[str, str]) -> str:
    return f"{number} {names[0] if number == '1' else names[1]}"


def _any(names: Iterable[str]) -> str:
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
    said = f"{'1º' if day == 1 else day} de {_MONTHS_PT[month - 1]}"
    return f"{said} de {year}" if year else said


def _time_pt(found: re.Match[str]) -> str:
    hour, minute = int(found[1]), int(found[2] or 0)
    if hour > 24 or minute > 59:
        return found[0]
    said = f"{_FEMININE_PT.get(hour, hour)} {'hora' if hour == 1 else 'horas'}"
    return f"{said} e {minute}" if minute else said


_MONTHS_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_IN_SHORT_EN = {"k": "thousand", "m": "million", "bn": "billion"}


def _date_en(found: re.Match[str]) -> str:
    """The month first, as Americans write it, unless there is no such month."""
    month, day, year = int(found[1]), int(found[2]), found[3]
    if month > 12:
        month, day = day, month
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return found[0]
    return f"{_MONTHS_EN[month - 1]} {day}, {year}"


def _month_en(found: re.Match[str]) -> str:
    return next(month for month in _MONTHS_EN if month.startswith(found[1][:3]))


def _time_en(found: re.Match[str]) -> str:
    hour, minute = int(found[1]), int(found[2])
    if hour > 24 or minute > 59:
        return found[0]
    if minute:
        return f"{hour} {minute if minute > 9 else f'oh {minute}'}"
    if found[3]:  # in the morning, or the afternoon, is said next
        return f"{hour}"
    return f"{hour} o'clock" if 1 <= hour <= 12 else f"{hour} hundred"


def _in_short_en(found: re.Match[str]) -> str:
    return f"{found[1]} {_IN_SHORT_EN[found[2].lower()]}"


_LANGUAGES: Final[Mapping[str, _Language]] = {
    "en": _Language(
        money={"$": ("dollar", "dollars"), "US$": ("dollar", "dollars"),
               "R$": ("real", "reais"), "€": ("euro", "euros"), "£": ("pound", "pounds")},
        cents={"$": ("cent", "cents"), "US$": ("cent", "cents"),
               "R$": ("centavo", "centavos"), "€": ("cent", "cents"), "£": ("penny", "pence")},
        and_="and", thousands=",", decimal=".",
        magnitudes={"thousand": "", "million": "", "billion": "", "trillion": ""},
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
        rules=((r"\bNo\. (?=\d)", lambda _: "number "),
               (r"\b(\d\d?)/(\d\d?)/(\d{4})\b", _date_en),
               (r"\b(Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\.(?= \d)", _month_en),
               (r"(?<![\d:])(\d\d?):(\d\d)\b(?!:)(?=(\s?[ap]\.?m\b)?)", _time_en),
               (r"(?<=\dth |\dst |\dnd |\drd )St\.|\bSt\.(?=\s+[a-z])", lambda _: "Street"),
               (r"([$€£]\d+(?:\.\d+)?)\s?([kKM]|bn)\b", _in_short_en)),
    ),
    "pt": _Language(
        money={"R$": ("real", "reais"), "$": ("dólar", "dólares"), "US$": ("dólar", "dólares"),
               "€": ("euro", "euros"), "£": ("libra", "libras")},
        cents={"R$": ("centavo", "centavos"), "$": ("centavo", "centavos"),
               "US$": ("centavo", "centavos"), "€": ("cêntimo", "cêntimos"),
               "£": ("centavo", "centavos")},
        and_="e", thousands=".", decimal=",",
        magnitudes={"mil": "", "milhão": "de ", "milhões": "de ", "bilhão": "de ",
                    "bilhões": "de ", "trilhão": "de ", "trilhões": "de "},
        measures={"km": ("quilômetro", "quilômetros"), "cm": ("centímetro", "centímetros"),
                  "mm": ("milímetro", "milímetros"), "m": ("metro", "metros"),
                  "kg": ("quilo", "quilos"), "mg": ("miligrama", "miligramas"),
                  "g": ("grama", "gramas"), "ml": ("mililitro", "mililitros"),
                  "km/h": ("quilômetro por hora", "quilômetros por hora"),
                  "°C": ("grau Celsius", "graus Celsius"),
                  "ºC": ("grau Celsius", "graus Celsius")},
        abbreviations={"D": "dom", "Dr": "doutor", "Dra": "doutora", "Sr": "senhor", "Sra": "senhora",
                       "Srta": "senhorita", "Prof": "professor", "Profa": "professora",
                       "Av": "avenida", "Sto": "santo", "Sta": "santa",
                       "p. ex": "por exemplo"},
        rules=((r"\b(\d\d?)/(\d\d?)/(\d{4})\b", _date_pt),
               (r"(?<=\bdia )(\d\d?)/(\d\d?)\b(?![/\d])()", _date_pt),
               (r"\b(\d\d?)h(\d\d)?\b", _time_pt),
               (r"(?<![\d:])(\d\d?):(\d\d)\b(?!:)", _time_pt),
               (r"(?<=\b[NnDd]a )R\.(?=\s+\w)", lambda _: "rua")),
    ),
}  # fmt: skip
