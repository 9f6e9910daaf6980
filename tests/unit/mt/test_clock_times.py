"""Spoken clock times and numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.mt.phrase_slots import translate_slot
from dragoman.mt.spoken_numbers import parse, spell

TIMES = [
    ("it is half past three", "são três e meia"),
    ("it is a quarter past one", "é uma e quinze"),
    ("it is a quarter to nine", "são quinze para as nove"),
    ("it is ten to eight", "são dez para as oito"),
    ("it is ten oclock", "são dez horas"),
    ("it is one oclock", "é uma hora"),
    ("it is noon", "é meio-dia"),
    ("it is half past twelve", "é meio-dia e meia"),
    ("it is seven in the evening", "são sete da noite"),
    ("it is 3:30 pm", "são 15h30"),
    ("it is ten forty five", "são dez e quarenta e cinco"),
]


@pytest.mark.parametrize(("english", "portuguese"), TIMES)
def test_english_times_are_translated_to_portuguese(english: str, portuguese: str) -> None:
    assert translate_slot("time-is", english, "en", "pt", "time-is") == portuguese


@pytest.mark.parametrize(
    ("portuguese", "english"),
    [
        ("são três e meia", "it's half past three"),
        ("é uma e quinze", "it's a quarter past one"),
        ("são quinze para as nove", "it's a quarter to nine"),
        ("faltam cinco para as nove", "it's five to nine"),
        ("são nove menos um quarto", "it's a quarter to nine"),
        ("é meio dia e meia", "it's half past twelve"),
        ("são 15h30", "it's 3:30 p.m."),
        ("são vinte e duas horas", "it's ten p.m."),
        ("são oito da noite", "it's eight in the evening"),
        ("são três em ponto", "it's three o'clock sharp"),
    ],
)
def test_portuguese_times_are_translated_to_english(portuguese: str, english: str) -> None:
    assert translate_slot("time-is", portuguese, "pt", "en", "time-is") == english


@pytest.mark.parametrize("words", ["são vinte", "são muitas", "são 25h00", "são 3h75", "é tarde"])
def test_invalid_times_are_not_translated(words: str) -> None:
    assert translate_slot("time-is", words, "pt", "en", "time-is") is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("five dollars", "cinco dólares"),
        ("a dollar", "um dólar"),
        ("20 euros and fifty cents", "20 euros e cinquenta cêntimos"),
        ("two pounds", "duas libras"),
    ],
)
def test_sums_of_money_are_translated(words: str, said: str) -> None:
    assert translate_slot("money", words, "en", "pt", "money") == said


@given(st.integers(0, 999_999), st.sampled_from(["en", "pt"]), st.booleans())
def test_a_spelled_number_is_understood(value: int, language: str, feminine: bool) -> None:
    assert parse(spell(value, language, feminine=feminine), language) == value


@pytest.mark.parametrize("words", ["", "three twenty", "twenty ten", "and", "dois e", "cat"])
def test_invalid_numbers_are_not_parsed(words: str) -> None:
    assert parse(words, "en") is None
    assert parse(words, "pt") is None
