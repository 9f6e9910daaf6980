"""Clock times and money that are written in words."""

import pytest

from dragoman.mt.literal_detection import split_literals
from dragoman.mt.literals import Literal


def literals(text: str, source: str, target: str) -> list[str]:
    parts = split_literals(text, source, target)
    return [part.translation for part in parts if isinstance(part, Literal)]


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("The meeting starts at seven.", ["sete horas"]),
        ("The store closes at half past six.", ["seis e meia"]),
        ("It opens at a quarter to nine tomorrow.", ["quinze para as nove"]),
        ("The class is at ten thirty in the morning.", ["dez e meia da manhã"]),
        ("She came at two o'clock, alone.", ["duas horas"]),
        ("The doctor is here from two to four.", ["duas horas", "quatro horas"]),
        ("The meeting is from 2 to 3:30 pm.", ["14h", "15h30"]),
        ("The class is from 7:30 to 9.", ["7h30", "9h"]),
        ("Let's meet at 8 tomorrow.", ["8h"]),
        ("That is twenty pounds.", ["vinte libras"]),
        ("He is at one of the shops.", []),
        ("I speak at two events.", []),
        ("I have two to four meetings.", []),
        ("The number rose from two to four.", []),
        ("Go from 2 to 4.", []),
        ("Prices rose by 6.96% again.", ["6,96 %"]),
        ("Take one at noon and two at night.", []),
        ("Twenty pounds of rice.", []),
    ],
)
def test_english_words_are_times_or_money(text: str, times: list[str]) -> None:
    assert literals(text, "en", "pt") == times


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("A reunião começa às sete.", ["seven o'clock"]),
        ("A loja fecha às seis e meia.", ["half past six"]),
        ("Chegamos às quinze para as oito.", ["a quarter to eight"]),
        ("Ligo à uma hora.", ["one o'clock"]),
        ("O médico atende das duas às quatro.", ["two o'clock", "four o'clock"]),
        ("Aberto das 9 às 18.", ["9:00", "6 pm"]),
        ("Saio às seis da tarde.", ["six in the afternoon"]),
        ("Fui às duas lojas.", []),
        ("Gosto das duas.", []),
        ("Dei o livro às sete crianças.", []),
    ],
)
def test_portuguese_words_are_times(text: str, times: list[str]) -> None:
    assert literals(text, "pt", "en") == times


def test_other_languages_have_no_words_for_times() -> None:
    assert literals("Es beginnt at seven.", "de", "pt") == []
