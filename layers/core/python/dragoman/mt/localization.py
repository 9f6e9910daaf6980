"""Formats literals for the target language: numbers, money, percentages, times and dates.

The order of a date follows the language. English dates are American, month first, as they are read
aloud.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from dragoman.written_numbers import NARROW_SPACES, Number, parse

_POINT: Final = frozenset({"en", "zh", "ja", "ko", "th", "he", "hi", "ms", "ur", "bn", "tl", "sw"})
"""Languages with a decimal point; the others have a comma."""
_SPACED: Final = frozenset({"fr", "ru", "uk", "pl", "cs", "sk", "sv", "nb", "fi", "hu", "bg", "et", "lv", "lt"})  # fmt: skip
"""Languages that group thousands with a no-break space."""
_SPACE_BEFORE_PERCENT: Final = frozenset(
    {"pt", "es", "fr", "de", "sv", "nb", "fi", "cs", "sk", "ru"}
)
_HOUR_MARK: Final = frozenset({"pt", "fr"})
"""Languages that write 15h30; the others, except English, write 15:30."""
_MONTH_FIRST: Final = frozenset({"en"})
_SYMBOL_LAST: Final = frozenset({"es", "fr", "it", "de", "sv", "nb", "fi", "pl", "cs", "ru", "uk"})
"""Languages that write symbols such as € and £ after the amount."""
_MAGNITUDES: Final = {
    "thousand": {"en": ("thousand", "thousand"), "pt": ("mil", "mil"), "es": ("mil", "mil"),
                 "fr": ("mille", "mille"), "it": ("mila", "mila")},
    "million": {"en": ("million", "million"), "pt": ("milhão", "milhões"),
                "es": ("millón", "millones"), "fr": ("million", "millions"),
                "it": ("milione", "milioni")},
    "billion": {"en": ("billion", "billion"), "pt": ("bilhão", "bilhões"),
                "es": ("mil millones", "mil millones"), "fr": ("milliard", "milliards"),
                "it": ("miliardo", "miliardi")},
    "trillion": {"en": ("trillion", "trillion"), "pt": ("trilhão", "trilhões"),
                 "es": ("billón", "billones"), "fr": ("billion", "billions"),
                 "it": ("bilione", "bilioni")},
}  # fmt: skip
_SHORT_MAGNITUDES: Final = {"k": "thousand", "K": "thousand", "M": "million", "m": "million",
                            "mi": "million", "mn": "million", "bn": "billion", "bi": "billion",
                            "tri": "trillion"}  # fmt: skip


def decimal_separator(language: str) -> str:
    return "." if language in _POINT else ","


def localized_number(written: str, source: str, target: str) -> str:
    """The number with the same digits, grouped if it was grouped."""
    sign = "-" if written[0] in "-−" else ""
    written = written.lstrip("-−")
    number = parse(written, decimal_separator(source))
    grouped = len(re.findall(rf"[.,{NARROW_SPACES} ]", written)) > bool(number.decimals)
    return sign + _number(number, grouped, target)


def _number(number: Number, grouped: bool, target: str) -> str:
    whole = number.whole
    if grouped:
        comma = "," if target in _POINT else NARROW_SPACES[1] if target in _SPACED else "."
        whole = f"{int(whole):,}".replace(",", comma)
    return f"{whole}{decimal_separator(target)}{number.decimals}" if number.decimals else whole


def localized_percentage(amount: str, source: str, target: str) -> str:
    space = " " if target in _SPACE_BEFORE_PERCENT else ""
    return f"{localized_number(amount, source, target)}{space}%"


def localized_money(
    symbol: str, amount: str, magnitude: str, source: str, target: str, symbol_first: bool
) -> str:
    """The amount with its symbol. Codes such as USD stay on their side."""
    number = localized_number(amount.lstrip("-−"), source, target)
    if magnitude:
        number = f"{number} {localized_magnitude(magnitude, amount, source, target)}"
    minus = "-" if amount[0] in "-−" else ""
    if symbol.isalpha():
        return f"{minus}{symbol} {number}" if symbol_first else f"{minus}{number} {symbol}"
    if target in _SYMBOL_LAST and not symbol.endswith("$"):
        return f"{minus}{number} {symbol}"
    return f"{minus}{symbol}{'' if target == 'en' else ' '}{number}"


def magnitudes(source: str, target: str) -> list[str]:
    """The words and letters for a thousand, a million and so on that the target language has,
    too."""
    rows = [row for row in _MAGNITUDES.values() if source in row and target in row]
    full = {word for row in rows for word in row[source]}
    return sorted(full | (set(_SHORT_MAGNITUDES) if rows else set()), key=len, reverse=True)


def localized_magnitude(written: str, amount: str, source: str, target: str) -> str:
    name = _SHORT_MAGNITUDES.get(written) or next(
        name for name, row in _MAGNITUDES.items() if written in row.get(source, ())
    )
    one, many = _MAGNITUDES[name][target]
    value = parse(amount.lstrip("-−"), decimal_separator(source)).value
    return one if value == 1 or (value < 2 and target in ("pt", "fr")) else many


def localized_time(hour: int, minute: int | None, period: str, source: str, target: str) -> str:
    """The period is "am", "pm" or nothing. Without one an English hour up to 12 stays ambiguous."""
    if period and target != "en":
        hour = hour % 12 + (12 if period == "pm" else 0)
    if target in _HOUR_MARK:
        return f"{hour}h{minute:02}" if minute else f"{hour}h"
    if target != "en":
        return f"{hour}:{minute or 0:02}"
    if not period and source != "en" and (hour > 12 or hour == 0):
        period, hour = ("pm" if hour > 12 else "am"), (hour - 12 if hour else 12)
    if not period or minute:
        return f"{hour}:{minute or 0:02} {period}".rstrip()
    return f"{hour} {period}"


def localized_date(first: str, second: str, rest: str, sign: str, source: str, target: str) -> str:
    """A numeric date whose `rest` is empty or the year. Day and month are swapped if the languages
    differ in order."""
    if (source in _MONTH_FIRST) != (target in _MONTH_FIRST) and is_date(first, second, source):
        first, second = second, first
    return f"{first}{sign}{second}{rest}"


def is_date(first: str, second: str, language: str) -> bool:
    """Whether the numbers are a date in the order of the language. A date in the other order is
    unambiguous and stays unchanged."""
    day, month = (second, first) if language in _MONTH_FIRST else (first, second)
    return 1 <= int(month) <= 12 and 1 <= int(day) <= 31


def localized_ordinal(written: str, source: str, target: str) -> str:
    """Converts 21st to 21º and back; anything else stays unchanged."""
    found = re.fullmatch(r"([0-9]+)(?:st|nd|rd|th|\.?º|\.?ª|er|re|e|ème)", written)
    if not found or source == target:
        return written
    number = found[1]
    if target == "en":
        ending = {"1": "st", "2": "nd", "3": "rd"}.get(number[-1], "th")
        return number + ("th" if number[-2:-1] == "1" else ending)
    if target == "fr":
        return number + ("er" if number == "1" else "e")
    return f"{number}º" if target in ("pt", "es", "it") else f"{number}."


def with_ordinal_marks(text: str, language: str) -> str:
    """Replaces the ordinals of engines, such as 2o, by 2º."""
    if language not in ("pt", "es", "it"):
        return text
    text = re.sub(r"(?<!\w)([0-9]+)o(?!\w)", r"\1º", text)
    return re.sub(r"(?<!\w)([0-9]+)a(?!\w)", r"\1ª", text)


def with_hour_articles(text: str, times: Sequence[str]) -> str:
    """Corrects the Portuguese prepositions before clock times that replaced placeholders: "de 9h a 18h",
    "às uma hora", "até sete horas"."""
    if not times:
        return text
    time = "|".join(map(re.escape, sorted(set(times), key=len, reverse=True)))
    text = re.sub(
        rf"\bd(?:e|as?|o) ({time}) (?:a|às?|ao|para(?: as?)?|até) ({time})(?!\w)",
        lambda found: (
            f"d{_article(found[1])} {found[1].removesuffix(' horas')}"
            f" {_at(found[2])} {found[2].removesuffix(' horas')}"
        ),
        text,
    )
    text = re.sub(
        rf"\b(às?|ao|em) ({time})(?!\w)",
        lambda found: f"{_at(found[2])} {found[2]}",
        text,
    )
    text = re.sub(
        rf"\b(até|para) ({time})(?!\w)",
        lambda found: f"{found[1]} {_article(found[2])} {found[2]}",
        text,
    )
    text = re.sub(
        rf"\b(antes|depois|a partir) de ({time})(?!\w)",
        lambda found: f"{found[1]} d{_article(found[2])} {found[2]}",
        text,
    )
    return re.sub(
        rf"\b(é|foi|será) de ({time})(?!\w)",
        lambda found: f"{found[1]} {_at(found[2])} {found[2]}",
        text,
    )


def _article(time: str) -> str:
    if time.startswith("meio-dia"):
        return "o"
    return "a" if re.match(r"(?:uma|meia-noite|1h)\b", time) else "as"


def _at(time: str) -> str:
    return {"o": "ao", "a": "à", "as": "às"}[_article(time)]
