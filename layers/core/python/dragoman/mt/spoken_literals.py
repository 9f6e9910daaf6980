"""Finds clock times and money written in words: "at half past six", "das duas às quatro", "twenty pounds".

Engines take such words for something else ("na metade dos seis últimos", "vinte quilos"). A number alone
is a clock time only after a preposition of time, and where no noun follows it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from dragoman.mt import clock_times, localization
from dragoman.mt.literals import Finder, Found, Kind, Literal
from dragoman.mt.phrase_slots import translate_slot
from dragoman.mt.spoken_numbers import spell

_LANGUAGES: Final = frozenset({"en", "pt"})


def _any(words: list[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_EN_HOUR: Final = _any([spell(n, "en") for n in range(1, 13)])
_EN_MINUTE: Final = _any([spell(n, "en") for n in range(1, 60)]).replace("-", "[- ]")
_PT_HOUR: Final = _any([spell(n, "pt", feminine=True) for n in range(1, 25)])
_PT_MINUTE: Final = _any([*(spell(n, "pt") for n in range(1, 60)), "meia", "um quarto"])
_EN_PERIOD: Final = (
    r"(?: in the (?:morning|afternoon|evening)| at night| [ap]m\b| [ap]\.m(?:\.(?!\s*$))?)"
)
_PT_PERIOD: Final = r"(?: da (?:manhã|tarde|noite|madrugada))"
_EN_DIGITS: Final = r"[0-9]{1,2}"
_NO_NOUN: Final = {
    "en": r"(?=\s*(?:[.,;!?…](?![0-9])|$)| (?:and|or|to|till|until|tomorrow|today|tonight|every|on|if|because|please|sharp)\b)",
    "pt": r"(?=\s*(?:[.,;!?…](?![0-9])|$)| (?:às?|até|e às?|ou|amanhã|hoje|em ponto|todos|por|se|porque|na|no|de (?:segunda|terça|quarta|quinta|sexta|sábado|domingo|amanhã|hoje))\b)",
}
"""What follows a number that is a clock time."""


def _after(words: str) -> str:
    """A position after one of the words."""
    return "(?:" + "|".join(rf"(?<=\b{word} )" for word in words.split()) + ")"


_EN_AFTER: Final = _after("at by until till before after around since")
_EN_CERTAIN: Final = (
    rf"(?:(?:half|(?:a )?quarter|(?:{_EN_MINUTE}) minutes) (?:past|to)|(?:{_EN_MINUTE}) past)"
    rf" (?:{_EN_HOUR}|noon|midnight)(?![\w-]){_EN_PERIOD}?"
    rf"|(?:{_EN_HOUR}) o['’]?clock(?![\w-]){_EN_PERIOD}?"
    rf"|(?:{_EN_HOUR}) (?:{_EN_MINUTE}){_EN_PERIOD}"
)
_EN_CLOCK: Final = rf"(?:(?:{_EN_MINUTE}) to )?(?:{_EN_HOUR})(?: (?:{_EN_MINUTE}))?"
_PT_AFTER: Final = _after("às à")
_PT_CLOCK: Final = (
    rf"(?:(?:{_PT_MINUTE}) para (?:as?|o) )?(?:{_PT_HOUR}|meio-dia|meia-noite)(?: horas?)?"
    rf"(?: e (?:{_PT_MINUTE}))?(?![\w-])"
)
_PATTERNS: Final = {
    "en": (
        rf"(?<![\w-])(?:{_EN_CERTAIN})",
        rf"{_EN_AFTER}{_EN_CLOCK}(?:{_EN_PERIOD}|{_NO_NOUN['en']})",
        rf"{_EN_AFTER}{_EN_DIGITS}{_NO_NOUN['en']}",
        rf"(?<=\bfrom )(?:{_EN_HOUR})(?= (?:to|till|until) (?:{_EN_HOUR}){_NO_NOUN['en']})",
        rf"(?<=\bfrom ){_EN_DIGITS}(?= (?:to|till|until) {_EN_DIGITS}(?::[0-9]{{2}}| ?[ap]\.?m\b))",
        rf"(?<=\bto )(?:{_EN_HOUR}|{_EN_DIGITS}){_NO_NOUN['en']}",
    ),
    "pt": (
        rf"{_PT_AFTER}{_PT_CLOCK}(?:{_PT_PERIOD}|(?<=horas)|(?<=hora)|(?<=meia)|(?<=quarto)|{_NO_NOUN['pt']})",
        rf"(?<=\bdas ){_PT_CLOCK}(?= (?:às|até as|até às) )",
        r"(?<=\bdas )[0-9]{1,2}(?= (?:às|até as|até às) [0-9]{1,2})",
        rf"(?<=\bàs )[0-9]{{1,2}}{_NO_NOUN['pt']}",
    ),
}
_RANGE: Final = re.compile(
    rf"\b(?:from (?:{_EN_HOUR})|[0-9]{{1,2}}:[0-9]{{2}}) to $", re.IGNORECASE
)
"""The beginning of a range of clock times."""
_CHANGE: Final = re.compile(
    r"\b(?:change|count|drop|f[ae]ll|go|goes|grew|grow|increas|lower|number|raise|ris|rose|score|went)",
    re.IGNORECASE,
)
"""A word before a range of numbers that are no times: "it rose from two to four"."""
_LATER: Final = re.compile(r" (?:to|till|until) ([0-9]{1,2})(?::[0-9]{2})? ?([ap])\.?m\b")
_MONEY_EN: Final = re.compile(
    rf"(?<![\w.,$£€-])(?:[0-9]{{1,6}}|(?:(?:{_EN_MINUTE}|hundred|thousand|a hundred|a thousand)(?:[ -]|\sand\s)?)+)"
    r" ?(?:pounds?|pence)(?: (?:and )?[0-9a-z-]+ pence)?(?! of\b)(?!\w)"
)


@lru_cache
def spoken_finders(source: str, target: str) -> list[Finder]:
    """The finders between English and Portuguese; none for other languages."""
    if {source, target} != _LANGUAGES:
        return []

    def clock(found: Found) -> Literal | None:
        return _clock(found, source, target)

    # One pattern for all, so that each match sees the text around it.
    finders: list[Finder] = [(re.compile("|".join(_PATTERNS[source]), re.IGNORECASE), clock)]
    if source == "en":
        finders.append((_MONEY_EN, _pounds))
    return finders


def _clock(found: Found, source: str, target: str) -> Literal | None:
    text, before = found.string, found.string[: found.start()]
    if source == "en" and before.endswith(" to ") and not _RANGE.search(before):
        return None
    if source == "en" and before.lower().endswith(("from ", " to ")) and _CHANGE.search(before):
        return None
    words = found[0].lower().replace("’", "").replace("'", "").replace("-", " ").rstrip(".")
    words = words.replace("a.m", "am").replace("p.m", "pm")
    if words.isdecimal():
        if int(words) > 24:
            return None
        later = _LATER.match(text, found.end())
        same = later and int(words) <= int(later[1]) < 12
        period = f"{later[2]}m" if later and same else ""
        return Literal(
            Kind.TIME, localization.localized_time(int(words), None, period, source, target)
        )
    time = clock_times.read(words, source)
    return None if time is None else Literal(Kind.TIME, clock_times.say(time, target))


def _pounds(found: Found) -> Literal | None:
    amount = translate_slot("money", found[0].lower().replace("-", " "), "en", "pt", "money")
    return Literal(Kind.MONEY, amount) if amount else None
