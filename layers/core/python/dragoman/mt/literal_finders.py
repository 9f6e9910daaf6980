"""The patterns of each kind of literal, and their translation."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import Final

from dragoman.mt import localization
from dragoman.mt.given_names import AMBIGUOUS, name_pattern
from dragoman.mt.literals import Finder, Found, Kind, Literal
from dragoman.mt.spoken_literals import spoken_finders
from dragoman.written_numbers import DIGIT_GROUPS, NARROW_SPACES, NUMBER, is_identifier

_ADDRESS: Final = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)[^\s<>\"'()]*[\w/]"
    r"|(?<![\w@.-])(?:[\w-]*[A-Za-z][\w-]*\.)+(?:com|org|net|edu|gov|io|app|dev|info)(?:\.[a-z]{2})?"
    r"(?:/[^\s<>\"'()]*[\w/])?(?![\w-]|\.\w)|(?<!\w)[@#](?=[^\W\d_])\w+|(?<!\w)#[0-9]+"
)
_ISO_DATE: Final = r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]"
_VERSION: Final = (
    r"v[0-9]+(?:\.[0-9]+)+|(?:[0-9]{1,3}\.){3}[0-9]{1,3}|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{1,3}"
)
_FEET: Final = r"[0-9]{1,2}['′]\s?[0-9]{1,2}[\"″”]"
_VERBATIM: Final = re.compile(
    rf"(?<![\w.,/-])(?:{_ISO_DATE}|{_VERSION}|{_FEET})(?![\w/-]|[.,][0-9])"
)
_DATE: Final = re.compile(
    r"(?<![\w/.,-])([0-9]{1,2})([/.-])([0-9]{1,2})(\2(?:[12][0-9]{3}|[0-9]{2}))(?![\w/-]|[.,][0-9])"
)
_DAY_AND_MONTH: Final = re.compile(
    r"(?<![\w/.,-])([0-9]{1,2})(/)([0-9]{1,2})()(?![\w/-]|[.,][0-9])"
)
_BEFORE_DATE: Final = re.compile(r"\b(?:on|dia|em|el|le|il)\s$", re.I)
_START: Final = r"(?<![\w:.,/])([0-9]{1,2})"
_CLOCKS: Final = (
    rf"{_START}(?:[:.]([0-9]{{2}}))?\s?([AaPp])\.?\s?[Mm](?!\w)(?:\.(?!\s*$|\s+[A-ZÀ-Þ]))?",
    rf"{_START}:([0-9]{{2}})()(?![\w:/]|[.,][0-9])",
    rf"{_START}\s?[hH]\s?([0-9]{{2}})()(?:\s?min)?(?![\w/])",
)
_HOURS: Final = rf"{_START}()()\s?h(?:s|oras?)?(?![\w/])"
"""A clock time after a word such as "às", and otherwise a number of hours."""
_BEFORE_CLOCK: Final = re.compile(
    r"(?:\b(?:[àa]s|à|das|pelas|são|é|era|eram|a las?|las|son|es|vers|alle|ore|sono le)"
    r"|[0-9]h? ?(?:-|a|e|ou|até|à|às|y|et))\s?$",
    re.I,
)
_PART_OF_DAY: Final = r"(?:\s(?:da|de la|du|del|di)\s(manhã|madrugada|mañana|matin|mattina|tarde|noite|noche|soir|sera|pomeriggio)\b)?"  # fmt: skip
_MORNING: Final = frozenset({"manhã", "madrugada", "mañana", "matin", "mattina"})
_CURRENCY: Final = r"(?:(?:US|CA|AU|NZ|HK|MX|R|A|C)?\$|€|£|¥|₹|₽|₩|USD|EUR|BRL|GBP|JPY|CHF|MXN)"


_SIGN: Final = r"(?:(?<![\w)])[-−])?"
_AMOUNT: Final = rf"{_SIGN}(?:{NUMBER})(?![0-9])"
_PERCENTAGE: Final = re.compile(rf"(?<![\w.,/])({_AMOUNT})[\s\u00a0\u202f]?%(?!\w)")
_QUANTITY: Final = re.compile(rf"(?<![\w.,/:]){_AMOUNT}(?![.,][0-9]|[/:][0-9])")
_SPACED_QUANTITY: Final = re.compile(
    r"(?<![\w.,/:-])[1-9][0-9]{0,2}(?: [0-9]{3})+(?:[.,][0-9]+)?(?![\w.,-]*[0-9]| [0-9])"
)
_NAME: Final = re.compile(name_pattern())
_SENTENCE_START: Final = re.compile(r"(?:^|[.!?…:]\s+)[\"'“‘«(¿¡]*$")
_PRESERVED: Final = re.compile(r"[0-9]{1,4}")
"""Plain numbers that engines preserve."""
_SPACED: Final = frozenset({"pt", "es", "fr", "it"})


@lru_cache
def finders_for(source: str, target: str) -> list[Finder]:
    """The finders in order: unambiguous forms first, plain numbers last."""
    large = "|".join(map(re.escape, localization.magnitudes(source, target))) or "(?!)"
    magnitude = rf"(?:\s?({large})(?!\w))?"
    part_of_day = _PART_OF_DAY if target == "en" else "()"
    return [
        (_VERBATIM, _code),
        *spoken_finders(source, target),
        (_DATE, partial(_date, source=source, target=target)),
        (_DAY_AND_MONTH, partial(_day_and_month, source=source, target=target)),
        *(
            (re.compile(clock + part_of_day), partial(_time, source=source, target=target))
            for clock in _CLOCKS
        ),
        (re.compile(_HOURS + part_of_day), partial(_hours, source=source, target=target)),
        (
            re.compile(rf"({_SIGN})(?<!\w)({_CURRENCY})\s?({_AMOUNT}){magnitude}"),
            partial(_money_after_symbol, source=source, target=target),
        ),
        (
            re.compile(rf"(?<![\w.,/])({_AMOUNT}){magnitude}\s?({_CURRENCY})(?![\w$])"),
            partial(_money_before_symbol, source=source, target=target),
        ),
        (_PERCENTAGE, partial(_percentage, source=source, target=target)),
        (DIGIT_GROUPS, partial(_identifier, spaced=source in _SPACED)),
        *(
            [(_SPACED_QUANTITY, partial(_quantity, source=source, target=target))]
            if source in _SPACED
            else []
        ),
        (_QUANTITY, partial(_quantity, source=source, target=target)),
        (_NAME, _name),
    ]


def _code(found: Found) -> Literal:
    return Literal(Kind.CODE, found[0])


def _date(found: Found, source: str, target: str) -> Literal:
    first, sign, second, rest = found.groups()
    return Literal(
        Kind.DATE, localization.localized_date(first, second, rest, sign, source, target)
    )


def _day_and_month(found: Found, source: str, target: str) -> Literal | None:
    """A date that cannot be a fraction: 25/12, or 2/11 after "on"."""
    first, second = int(found[1]), int(found[3])
    beyond = 12 < max(first, second) <= 31 and min(first, second) <= 12 and found[0] != "24/7"
    if not (beyond or _BEFORE_DATE.search(found.string[: found.start()])):
        return None
    return _date(found, source, target) if first and second else None


def _time(found: Found, source: str, target: str) -> Literal | None:
    hour, minute = int(found[1]), int(found[2]) if found[2] else None
    if hour > 24 or (minute or 0) > 59:
        return None
    period = f"{found[3].lower()}m" if found[3] else ""
    part = found[4] or ""
    if part and hour <= 12:
        period = "am" if part in _MORNING else "pm"
        if hour == 12 and part == "noite":
            period = "am"
    translation = localization.localized_time(hour, minute, period, source, target)
    return Literal(Kind.TIME, translation)


def _hours(found: Found, source: str, target: str) -> Literal | None:
    if not (found[4] or _BEFORE_CLOCK.search(found.string[: found.start()])):
        return None
    return _time(found, source, target)


def _money_after_symbol(found: Found, source: str, target: str) -> Literal:
    sign, symbol, amount, magnitude = found.groups()
    translation = localization.localized_money(
        symbol, sign + amount, magnitude or "", source, target, True
    )
    return Literal(Kind.MONEY, translation)


def _money_before_symbol(found: Found, source: str, target: str) -> Literal:
    amount, magnitude, symbol = found.groups()
    translation = localization.localized_money(
        symbol, amount, magnitude or "", source, target, False
    )
    return Literal(Kind.MONEY, translation)


def _percentage(found: Found, source: str, target: str) -> Literal:
    return Literal(Kind.PERCENTAGE, localization.localized_percentage(found[1], source, target))


def _identifier(found: Found, spaced: bool) -> Literal | None:
    if not is_identifier(found[0], spaced):
        return None
    return Literal(Kind.IDENTIFIER, found[0])


def _quantity(found: Found, source: str, target: str) -> Literal | None:
    if _PRESERVED.fullmatch(found[0]):
        return None
    written = re.sub(r" ", NARROW_SPACES[0], found[0])
    return Literal(Kind.NUMBER, localization.localized_number(written, source, target))


def _name(found: Found) -> Literal | None:
    begins = _SENTENCE_START.search(found.string[: found.start()])
    if begins and found[1] in AMBIGUOUS and found[0] == found[1]:
        return None
    return Literal(Kind.NAME, found[0])


def _address(found: Found) -> Literal:
    return Literal(Kind.CODE if found[0][0] in "@#" else Kind.ADDRESS, found[0])


ADDRESS: Final[Finder] = (_ADDRESS, _address)
