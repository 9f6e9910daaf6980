"""Numbers, dates and abbreviations in the words a reader would use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.reading import aloud


@pytest.mark.parametrize(
    ("language", "written", "read"),
    [
        ("en", "It costs $25.50.", "It costs 25 dollars and 50 cents."),
        ("en", "Only $1, or £1.01!", "Only 1 dollar, or 1 pound and 1 penny!"),
        ("en", "$1,200 now, $3.5 million later", "1,200 dollars now, 3.5 million dollars later"),
        ("en", "€20.00 each", "20 euros each"),
        ("en", "5 km at 80 km/h, 20°C", "5 kilometers at 80 kilometers per hour, 20 degrees Celsius"),
        ("en", "Dr. Smith and Mrs. Jones", "Doctor Smith and Missus Jones"),
        ("en", "fruit, e.g. apples", "fruit, for example apples"),
        ("en", "See No. 5. No. Never.", "See number 5. No. Never."),
        ("pt", "Custa R$ 25,50.", "Custa 25 reais e 50 centavos."),
        ("pt", "R$ 1,00 ou US$ 1.200", "1 real ou 1.200 dólares"),
        ("pt", "€ 3 milhões", "3 milhões de euros"),
        ("pt", "Em 12/05/2024, às 10h30.", "Em 12 de maio de 2024, às 10 horas e 30."),
        ("pt", "Dia 01/02/1999 à 1h", "Dia 1º de fevereiro de 1999 à uma hora"),
        ("pt", "Chega às 22:00.", "Chega às vinte e duas horas."),
        ("pt", "99/99/2024", "99/99/2024"),
        ("pt", "A Sra. Ana mora na Av. Paulista.", "A senhora Ana mora na avenida Paulista."),
        ("pt", "1 kg, 2,5 kg e 30 °C", "1 quilo, 2,5 quilos e 30 graus Celsius"),
    ],
)  # fmt: skip
def test_what_is_written_is_read_in_words(language: str, written: str, read: str) -> None:
    assert aloud(written, language) == read


@given(st.text("abcdeçãéí ,.!?'\"-", max_size=60), st.sampled_from(["en", "pt", "fr", "xx"]))
def test_plain_words_are_read_as_they_are(text: str, language: str) -> None:
    assert aloud(text, language) == text


@given(st.text(max_size=80), st.sampled_from(["en", "pt"]))
def test_whatever_is_written_something_is_left_to_read(text: str, language: str) -> None:
    assert bool(aloud(text, language).strip()) == bool(text.strip())


def test_a_language_without_rules_is_read_as_written() -> None:
    assert aloud("$5 Dr. X", "fi") == "$5 Dr. X"
