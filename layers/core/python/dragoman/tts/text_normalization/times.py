"""Clock times."""

from __future__ import annotations

import re
from typing import Final

from dragoman.tts.text_normalization.number_words import cardinal
from dragoman.tts.text_normalization.spoken_language import SpokenLanguage

_PERIOD: Final = r"(?P<period>\s?(?:[AaPp]\.?\s?[Mm]\b\.?))"
_COLON: Final = rf"(?<![\w:.,])(?P<hour>[0-9]{{1,2}}):(?P<minute>[0-9]{{2}})(?::(?P<second>[0-9]{{2}}))?(?:\s?h(?:rs?|s)?\b)?(?![\w:]|[.,][0-9])(?!:){_PERIOD}?"
_MARK: Final = (
    r"(?<![\w:.,])(?P<hour>[0-9]{1,2})\s?"
    r"(?:[hH](?P<minute>[0-9]{2})(?:\s?min)?|h\s(?P<late>[0-9]{2})(?:\s?min)?|hs?)(?![\w/])"
)
_WHOLE: Final = rf"(?<![\w:.,])(?P<hour>[0-9]{{1,2}}){_PERIOD}"
_RANGE: Final = r"(?<=[0-9hHmM.])\s?[-–—]\s?(?=[0-9]{1,2}(?::[0-9]{2}|[hH]\b|[hH][0-9]{2}|\s?[AaPp]\.?\s?[Mm]\b))"
_TIME_BEFORE: Final = re.compile(
    r"(?:^|[^\w/.:-])[0-9]{1,2}(?::[0-9]{2}|[hH](?:[0-9]{2})?)?(?:\s?[AaPp]\.?[Mm]\.?)?$"
)


def expand_times(text: str, language: SpokenLanguage) -> str:
    text = re.sub(_RANGE, lambda found: _to(found, language), text)
    text = _at_dots(text, language)
    for pattern in (_COLON, _MARK, _WHOLE) if language.times.hour_mark else (_COLON, _WHOLE):
        text = re.sub(pattern, lambda found: _say(found, language), text)
    return re.sub(
        r"(?<![\w:.,])([0-9]{1,2})[hH]([0-9]{2})(?!\w)",
        lambda found: _say_plain(found, language),
        text,
    )


def _to(found: re.Match[str], language: SpokenLanguage) -> str:
    is_time = _TIME_BEFORE.search(found.string[: found.start()])
    return f" {language.to} " if is_time else found[0]


def _say(found: re.Match[str], language: SpokenLanguage) -> str:
    parts = found.groupdict()
    hour, minute = int(parts["hour"]), int(parts.get("minute") or parts.get("late") or 0)
    second = parts.get("second")
    if hour > 24 or minute > 59 or int(second or 0) > 59:
        return found[0]
    written = parts.get("period") or ""
    period = re.sub(r"[\s.]", "", written).upper()
    if period and hour > 12:
        period = ""
    spoken = language.times.say(hour, minute, period)
    if second and int(second):
        unit = language.times.seconds
        words = language.agree(cardinal(int(second), language.num2words), unit.many)
        spoken += f" {language.times.and_} {words} {unit.one if int(second) == 1 else unit.many}"
    return spoken + _full_stop(found, written)


def _full_stop(found: re.Match[str], period: str) -> str:
    """The full stop of "p.m." ends the sentence too where nothing or a capital follows."""
    after = found.string[found.end() :]
    return "." if period.endswith(".") and (not after or re.match(r"\s+[A-ZÀ-Þ]", after)) else ""


def _say_plain(found: re.Match[str], language: SpokenLanguage) -> str:
    hour, minute = int(found[1]), int(found[2])
    return language.times.say(hour, minute, "") if hour <= 24 and minute < 60 else found[0]


def _at_dots(text: str, language: SpokenLanguage) -> str:
    """Reads 15.30 as a time after words such as "às"."""
    if not language.times.dotted_after:
        return text
    return re.sub(
        rf"({language.times.dotted_after}\s)([0-9]{{1,2}})\.([0-9]{{2}})(?![\w.,])",
        r"\1\2:\3",
        text,
        flags=re.I,
    )
