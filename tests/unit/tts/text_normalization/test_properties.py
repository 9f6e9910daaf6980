"""Properties of any text: nothing raises, no digit is lost, plain words stay."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.tts.text_normalization import to_spoken_form
from dragoman.tts.text_normalization.languages import LANGUAGES
from dragoman.tts.text_normalization.number_words import cardinal

PIECES = [
    "1",
    "2",
    "0",
    "12",
    "345",
    "2024",
    "1,234",
    "5.5",
    "-",
    "–",
    "/",
    ":",
    ".",
    ",",
    "$",
    "€",
    "R$",
    "%",
    "°",
    "°C",
    "km",
    "h",
    "pm",
    "a.m.",
    "I",
    "II",
    "XIV",
    "Pedro",
    "século",
    "chapter",
    "Jan",
    "de",
    "of",
    "No.",
    "#",
    "@",
    "x",
    "+",
    "=",
    "(",
    ")",
    "²",
    "½",
    "A",
    "B",
    "CO2",
    "v",
    "st",
    "º",
    "ª",
    "s",
    "mil",
    "million",
    "pessoas",
    "www.",
    "http://",
    "com",
    "_",
    "'",
    '"',
    "é",
] + [" "] * 8
languages = st.sampled_from(sorted(LANGUAGES))
figures = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@given(st.text("abcdeçãéí ,.!?'\"-", max_size=60), st.sampled_from([*LANGUAGES, "xx"]))
def test_plain_words_are_read_as_they_are(text: str, language: str) -> None:
    assert to_spoken_form(text, language) == text


@given(st.one_of(st.text(max_size=80), figures), languages)
def test_any_text_with_words_keeps_something_to_read(text: str, language: str) -> None:
    assert bool(to_spoken_form(text, language).strip()) == bool(text.strip())


@given(st.one_of(st.text(max_size=80), figures), languages)
def test_no_digit_is_left_for_the_voice(text: str, language: str) -> None:
    assert not re.search(r"\d", to_spoken_form(text, language))


@given(
    st.lists(st.text("0123456789", min_size=2, max_size=5), min_size=3, max_size=5),
    st.sampled_from(["-", "."]),
    languages,
)
def test_a_document_number_keeps_every_digit(
    groups: list[str], separator: str, language: str
) -> None:
    # Three groups joined by a full stop may be a version; the last dash makes it a document.
    written = f"{separator.join(groups)}-77"
    spoken = to_spoken_form(f"X {written}", language)
    words = re.findall(r"\w+", spoken)[1:]
    assert words == [
        cardinal(int(digit), LANGUAGES[language].num2words) for digit in written if digit.isdigit()
    ]


@given(
    st.text("0123456789", min_size=8, max_size=19).filter(lambda d: not d.endswith("000")),
    languages,
)
def test_a_long_number_keeps_every_digit(digits: str, language: str) -> None:
    words = re.findall(r"\w+", to_spoken_form(f"X: {digits}.", language))[1:]
    assert words == [cardinal(int(digit), LANGUAGES[language].num2words) for digit in digits]


@pytest.mark.parametrize(
    ("language", "template"),
    [
        ("en", "{whole} dollars and {cents} cents"),
        ("pt", "{whole} dólares e {cents} centavos"),
    ],
)
@given(st.integers(2, 999_999), st.integers(2, 99), st.sampled_from([",.", ".,"]))
def test_an_amount_is_read_equally_in_both_conventions(
    language: str, template: str, whole: int, cents: int, signs: str
) -> None:
    written = f"${whole:,}.{cents:02}".translate(str.maketrans(",.", signs))
    code = LANGUAGES[language].num2words
    expected = template.format(whole=cardinal(whole, code), cents=cardinal(cents, code))
    assert to_spoken_form(written, language) == expected


def test_a_language_without_data_is_read_as_written() -> None:
    assert to_spoken_form("$5 Dr. X", "fi") == "$5 Dr. X"
