"""Numbers, dates and abbreviations in the words a reader would use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.tts.text_normalization import to_spoken_form


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
        ("en", "On 12/25/2024, or 25/12/2024", "On December 25, 2024, or December 25, 2024"),
        ("en", "13/32/2024", "13/32/2024"),
        ("en", "On Jan. 5 and Sept. 10", "On January 5 and September 10"),
        ("en", "At 10:00, 9:05 or 17:30", "At 10 o'clock, 9 oh 5 or 17 30"),
        ("en", "At 10:00 a.m. or 7:15 pm", "At 10 a.m. or 7 15 pm"),
        ("en", "12:30:15 and 99:99", "12:30:15 and 99:99"),
        ("en", "On 5th St. in St. Louis", "On 5th Street in Saint Louis"),
        ("en", "Main St. is long", "Main Street is long"),
        ("en", "$5k, €2.5M or £1bn", "5 thousand dollars, 2.5 million euros or 1 billion pounds"),
        ("pt", "R$ 5 mil, R$ 1 trilhão", "5 mil reais, 1 trilhão de reais"),
        ("pt", "Às 12:30:15, no 99:99", "Às 12:30:15, no 99:99"),
        ("pt", "No dia 25/12 faz 20ºC", "No dia 25 de dezembro faz 20 graus Celsius"),
        ("pt", "A metade é 1/2", "A metade é 1/2"),
        ("pt", "D. Pedro mora na R. Augusta", "dom Pedro mora na rua Augusta"),
        ("pt", "A letra R. Depois", "A letra R. Depois"),
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
    assert to_spoken_form(written, language) == read


@given(st.text("abcdeçãéí ,.!?'\"-", max_size=60), st.sampled_from(["en", "pt", "fr", "xx"]))
def test_plain_words_are_read_as_they_are(text: str, language: str) -> None:
    assert to_spoken_form(text, language) == text


@given(st.text(max_size=80), st.sampled_from(["en", "pt"]))
def test_whatever_is_written_something_is_left_to_read(text: str, language: str) -> None:
    assert bool(to_spoken_form(text, language).strip()) == bool(text.strip())


def test_a_language_without_rules_is_read_as_written() -> None:
    assert to_spoken_form("$5 Dr. X", "fi") == "$5 Dr. X"
