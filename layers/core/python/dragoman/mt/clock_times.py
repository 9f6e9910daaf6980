"""Spoken clock times: "half past three", "três e meia", "3:30 pm", "15h30"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, Literal

from dragoman.mt.spoken_numbers import parse, spell

OCLOCK: Final = " o'clock"
Period = Literal["", "am", "pm", "early", "morning", "afternoon", "evening", "night"]
Form = Literal["past", "to", "hours", "digits"]

_EN_PERIODS: Final[dict[str, Period]] = {
    "am": "am", "pm": "pm", "in the morning": "morning", "in the afternoon": "afternoon",
    "in the evening": "evening", "at night": "night", "tonight": "night",
}  # fmt: skip
_PT_PERIODS: Final[dict[str, Period]] = {
    "da manhã": "morning", "da tarde": "afternoon", "da noite": "night", "da madrugada": "early",
}  # fmt: skip
_DIGITS = re.compile(r"(\d{1,2})(?: ?[:h.] ?(\d{2})| ?h)?(?: ?min)?")


@dataclass(frozen=True)
class ClockTime:
    hour: int
    minute: int = 0
    form: Form = "past"
    """`to`: minutes before the hour. `digits`: written in digits."""
    period: Period = ""
    sharp: bool = False


def read(words: str, language: str) -> ClockTime | None:
    """The time of the words of a phrase key; None for anything else."""
    return _english(words) if language == "en" else _portuguese(words)


def say(time: ClockTime, language: str) -> str:
    return _say_english(time) if language == "en" else _say_portuguese(time)


def _english(words: str) -> ClockTime | None:
    words, sharp = _cut(words, {"sharp": True, "on the dot": True, "exactly": True}, False)
    words = re.sub(r"(?<=\d)(am|pm)$", r" \1", words)
    words, period = _cut(words, _EN_PERIODS, "")
    words = words.removesuffix(" oclock")
    time: ClockTime | None
    if words in ("noon", "midday", "midnight"):
        time = ClockTime(0 if words == "midnight" else 12, period="")
    elif found := _in_figures(words):
        time = found
    elif match := re.fullmatch(r"(.+?)(?: minutes?)? (past|after|to|of|till|before) (.+)", words):
        minute, relation, hour = match.groups()
        time = _relative(
            _minutes(minute),
            "to" if relation in ("to", "of", "till", "before") else "past",
            _number(hour, "en"),
        )
    else:
        time = _plain(words)
    return _valid(time, period, sharp)


def _minutes(words: str) -> int | None:
    named = {"half": 30, "a quarter": 15, "quarter": 15, "a half": 30}
    return named[words] if words in named else _number(words, "en")


def _plain(words: str) -> ClockTime | None:
    tokens = words.split()
    hour = _number(tokens[0], "en") if tokens else None
    rest = " ".join(tokens[1:]).removeprefix("oh ").removeprefix("o ")
    minute = _number(rest, "en") if rest else 0
    if hour is None or minute is None or (rest and minute < 10 and len(tokens) < 3):
        return None
    return ClockTime(hour, minute, "hours" if rest else "past")


def _relative(minute: int | None, form: Form, hour: int | None) -> ClockTime | None:
    return None if minute is None or hour is None else ClockTime(hour, minute, form)


def _portuguese(words: str) -> ClockTime | None:
    words, sharp = _cut(words, {"em ponto": True}, False)
    words, period = _cut(words, _PT_PERIODS, "")
    time: ClockTime | None
    if match := re.fullmatch(
        r"(?:um )?(.+?)(?: minutos?)? (?:para|pras) ?(?:as|à|a|o)? ?(.+)", words
    ):
        minute = 15 if match[1] == "quarto" else _number(match[1], "pt")
        time = _relative(minute, "to", _hour(match[2]))
    elif match := re.fullmatch(r"(.+) menos (.+)", words):
        minute = 15 if match[2] == "um quarto" else _number(match[2], "pt")
        time = _relative(minute, "to", _hour(match[1]))
    elif found := _in_figures(words.removesuffix(" horas").removesuffix(" hora")):
        time = found
    else:
        time = _hour_and_minutes(words)
    return _valid(time, period, sharp)


def _hour_and_minutes(words: str) -> ClockTime | None:
    spoken = re.sub(r" horas?$", "", words.removesuffix(" minutos"))
    spoken = re.sub(r" horas?(?= e )", "", spoken)
    plain = _hour(spoken)
    if plain is not None and (plain <= 12 or words.endswith(("horas", "hora"))):
        return ClockTime(plain)
    for cut in re.finditer(r" e ", spoken):
        hour, rest = _hour(spoken[: cut.start()]), spoken[cut.end() :]
        minute = {"meia": 30, "um quarto": 15}.get(rest) or _number(rest, "pt")
        if hour is not None and minute is not None and (hour < 20 or " " not in rest):
            return ClockTime(hour, minute)
    return None


def _hour(words: str) -> int | None:
    named = {"meio dia": 12, "meia noite": 0}
    words = words.removesuffix(" horas").removesuffix(" hora")
    return named[words] if words in named else _number(words, "pt")


def _number(words: str, language: str) -> int | None:
    return int(words) if words.isdecimal() and words.isascii() else parse(words, language)


def _in_figures(words: str) -> ClockTime | None:
    match = _DIGITS.fullmatch(words)
    return ClockTime(int(match[1]), int(match[2] or 0), "digits") if match else None


def _cut(words: str, endings: dict[str, Period] | dict[str, bool], without: object):  # type: ignore[no-untyped-def]
    for ending, meaning in endings.items():
        if words.endswith(" " + ending):
            return words[: -len(ending) - 1], meaning
    return words, without


def _valid(time: ClockTime | None, period: Period, sharp: bool) -> ClockTime | None:
    if (
        time is None
        or time.hour > 24
        or time.minute > 59
        or (time.form == "to" and not time.minute)
    ):
        return None
    return replace(time, period=period, sharp=sharp)


def _say_english(time: ClockTime) -> str:
    hour, period = time.hour, _EN_PERIOD_WORDS[time.period]
    if time.period == "night" and 5 < hour < 10:
        period = _EN_PERIOD_WORDS["evening"]
    if time.form == "digits":
        if time.period in ("am", "pm") or (hour > 12 and not time.period):
            period = " a.m." if (time.period == "am" or hour == 24) else " p.m."
            return f"{_twelve(hour)}:{time.minute:02d}{period}"
        return f"{hour}:{time.minute:02d}{period}"
    if time.minute == 0 and hour in (0, 12, 24) and not period:
        return "noon" if hour == 12 else "midnight"
    if hour > 12 and not period:
        period = " p.m." if hour < 24 else ""
    named = {12: "noon", 0: "midnight", 24: "midnight"}
    spoken = spell(_twelve(hour), "en")
    if hour in (0, 24) or (hour == 12 and time.form == "to" and not period):
        spoken = named.get(hour, spoken) if time.form == "to" else "twelve"
    sharp = " sharp" if time.sharp else ""
    if time.minute == 0:
        return f"{spoken}{period or OCLOCK}{sharp}"
    if (
        hour > 12
        or time.form == "hours"
        or (time.form == "past" and time.minute > 30)
        or period.endswith(".m.")
    ):
        minute = spell(time.minute, "en")
        return f"{spoken} {'oh ' if time.minute < 10 else ''}{minute}{period}{sharp}"
    relation = "to" if time.form == "to" else "past"
    minutes = {15: "a quarter", 30: "half"}.get(time.minute) or spell(time.minute, "en")
    if time.minute % 5:
        minutes += " minute" if time.minute == 1 else " minutes"
    return f"{minutes} {relation} {spoken}{period}{sharp}"


_EN_PERIOD_WORDS: Final[dict[str, str]] = {
    "": "", "am": " a.m.", "pm": " p.m.", "early": " in the morning", "morning": " in the morning",
    "afternoon": " in the afternoon", "evening": " in the evening", "night": " at night",
}  # fmt: skip


def _twelve(hour: int) -> int:
    return (hour - 1) % 12 + 1


def _say_portuguese(time: ClockTime) -> str:
    hour, sharp = time.hour, " em ponto" if time.sharp else ""
    if time.form == "digits" and time.period in ("", "am", "pm"):
        if time.period == "pm" and hour < 12:
            hour += 12
        if time.period == "am" and hour == 12:
            hour = 0
        return f"{hour}h{time.minute:02d}" if time.minute else f"{hour}h"
    period = _period_in_portuguese(time)
    if time.form == "digits":
        return f"{hour}h{time.minute:02d}{period}" if time.minute else f"{hour}h{period}"
    named = {0: "meia-noite", 24: "meia-noite", 12: "meio-dia"}
    spoken = named.get(hour, "") if (not period or hour in (0, 24)) else ""
    if spoken:
        period = ""
    spoken = spoken or spell(hour, "pt", feminine=True)
    if time.form == "to":
        article = {"meia-noite": "a ", "meio-dia": "o "}.get(spoken, "a " if hour == 1 else "as ")
        return f"{spell(time.minute, 'pt')} para {article}{spoken}{period}{sharp}"
    if time.minute:
        minutes = "meia" if time.minute == 30 else spell(time.minute, "pt")
        return f"{spoken} e {minutes}{period}{sharp}"
    hours = "" if spoken in named.values() or period else " hora" if hour == 1 else " horas"
    return f"{spoken}{hours}{period}{sharp}"


def _period_in_portuguese(time: ClockTime) -> str:
    hour = _twelve(time.hour) % 12
    return {
        "am": " da madrugada" if 1 <= hour < 5 else " da manhã",
        "morning": " da madrugada" if 1 <= hour < 5 else " da manhã",
        "early": " da madrugada",
        "pm": " da tarde" if hour < 7 else " da noite",
        "afternoon": " da tarde",
        "evening": " da tarde" if 0 < hour < 6 else " da noite",
        "night": " da madrugada" if 1 <= hour < 5 else " da noite",
    }.get(time.period, "")
