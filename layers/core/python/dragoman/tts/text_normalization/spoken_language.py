"""The words and conventions that a language needs to be read aloud."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Gender = Literal["m", "f"]


def never(_word: str) -> bool:
    return False


def as_counted(number: str, _noun: str) -> str:
    """Leaves a number unchanged, for languages without agreement."""
    return number


class Named(NamedTuple):
    """The singular and the plural of what is counted."""

    one: str
    many: str


class Currency(NamedTuple):
    unit: Named
    cent: Named


@dataclass(frozen=True)
class MoneyWords:
    currencies: Mapping[str, Currency]
    """The currencies by symbol or code, as written before or after the amount."""
    magnitudes: Mapping[str, str]
    """The words after an amount ("million", "k"), and their spoken form before the currency."""
    and_: str
    """The word between the units and the cents."""
    of: tuple[str, str] = ("", "")
    """The word between a bare million and the currency, before a vowel and before a consonant."""
    million: str = "million"
    """The stem of the words that `of` follows."""


@dataclass(frozen=True)
class DateWords:
    months: tuple[str, ...]
    short_months: Mapping[str, int]
    """A month by its abbreviation, without the full stop."""
    month_first: bool
    say: Callable[[int, str, str], str]
    """Reads a day, the month's name and the year, which may be empty."""
    joined: str
    """A regular expression for the words between day, month and year."""
    context: str
    """A regular expression for what comes before a date without a year, such as "on" or "dia"."""


@dataclass(frozen=True)
class TimeWords:
    say: Callable[[int, int, str], str]
    """Reads an hour, a minute and "AM", "PM" or nothing."""
    seconds: Named
    and_: str
    hour_mark: bool = True
    """Whether "8h" is a clock time rather than eight hours."""
    dotted_after: str = ""
    """A regular expression for what comes before a time written "15.30"."""


@dataclass(frozen=True)
class RomanWords:
    headings: str
    """A regular expression for words whose numeral is a cardinal: "chapter", "World War"."""
    centuries: str
    """A regular expression for the word before a century's numeral: "século"."""
    century_ordinals: int
    """The last century that is read as an ordinal."""
    followers: str
    """A regular expression for nouns that follow an ordinal numeral: "Guerra Mundial"."""
    titles: str
    """A regular expression for what comes before a ruler's name: "King"."""
    after_ruler: str
    """A regular expression for words that show that "I" before them is a number: "of", "was"."""
    last_ordinal: int
    """The highest number of a ruler that is read as an ordinal."""
    the: str = ""
    """The article before a ruler's ordinal: "the Second"."""
    suffixes: str = ""
    """A regular expression for ordinal marks after a numeral: "XXe"."""
    feminine: Callable[[str], bool] = never
    """Whether a noun takes a feminine ordinal."""


@dataclass(frozen=True)
class DigitWords:
    context: str
    """A regular expression for the word before a short number that is read digit by digit."""
    plus: str


@dataclass(frozen=True)
class AddressWords:
    at: str
    dot: str
    slash: str
    dash: str
    underscore: str
    colon: str
    hashtag: str


@dataclass(frozen=True)
class SymbolWords:
    between_numbers: Mapping[str, str]
    """Mathematical signs."""
    before_number: Mapping[str, str]
    anywhere: Mapping[str, str]
    version: str
    version_point: str
    around_the_clock: str
    """The words for 24/7."""
    over: str
    """The word between the numbers of "120/80"."""
    out_of: str
    times: str
    """The word for the sign in "2x"."""
    squared: str
    cubed: str
    scale_context: str
    """A regular expression for what comes before a mark such as "8/10"."""
    ratio_context: str
    """A regular expression for what comes before a ratio, such as "blood pressure"."""


@dataclass(frozen=True, eq=False)
class SpokenLanguage:
    num2words: str
    """The language's code in the library num2words."""
    decimal: Literal[".", ","]
    spaced_thousands: bool
    """Whether an ordinary space may group thousands."""
    point: str
    """The word for the decimal separator."""
    minus: str
    to: str
    """The word for the dash of a range or a score."""
    or_: str
    weekdays: Mapping[str, str]
    """The days by their abbreviations, without the full stop and in lower case."""
    percent: str
    agree: Callable[[str, str], str]
    """Fits the words of a number to the one or two words after it."""
    ordinal_marks: Mapping[str, Gender]
    fractions: Mapping[int, Named]
    half: Callable[[str], str]
    """Reads one half before a noun."""
    mixed: str
    """The word between a whole number and a fraction."""
    years_in_pairs: bool
    money: MoneyWords
    dates: DateWords
    times: TimeWords
    units: Mapping[str, Named]
    singular_below: float
    """An amount below this takes the singular of its unit."""
    per: str
    digits: DigitWords
    roman: RomanWords
    addresses: AddressWords
    symbols: SymbolWords
    abbreviations: Mapping[str, str]
    """Read in full where written with a full stop and followed by more text."""
    letters: Mapping[str, str] = field(default_factory=dict)
    """Capital letters that a voice would take for words, and what to write for them."""
    rules: tuple[tuple[str, str], ...] = ()
    """Further substitutions, done with the abbreviations."""
    feet_and_inches: str = ""
    """The replacement for 5'11", a template of `re.sub`."""

    @property
    def thousands(self) -> str:
        return "," if self.decimal == "." else "."
