"""Literals as another language writes them."""

import pytest

from dragoman.mt.literal_detection import split_literals
from dragoman.mt.literals import Literal
from dragoman.mt.localization import with_hour_articles


def localized(text: str, source: str, target: str) -> str:
    parts = split_literals(text, source, target)
    return "".join(part.translation if isinstance(part, Literal) else part for part in parts)


@pytest.mark.parametrize(
    ("english", "portuguese"),
    [
        ("$1,234.56", "$ 1.234,56"),
        ("R$1,234,567.89", "R$ 1.234.567,89"),
        ("US$20", "US$ 20"),
        ("-$5", "-$ 5"),
        ("€0.99", "€ 0,99"),
        ("$2.5 million", "$ 2,5 milhões"),
        ("$1 million", "$ 1 milhão"),
        ("R$3 billion", "R$ 3 bilhões"),
        ("20 USD", "20 USD"),
        ("1,234.56", "1.234,56"),
        ("1,234,567", "1.234.567"),
        ("0.05", "0,05"),
        ("-5", "-5"),
        ("12345", "12345"),
        ("12.5%", "12,5 %"),
        ("1,200%", "1.200 %"),
        ("3:30 pm", "15h30"),
        ("12:15 am", "0h15"),
        ("12/25/2024", "25/12/2024"),
        ("12-25-2024", "25-12-2024"),
        ("12/25", "25/12"),
        ("2024-12-25", "2024-12-25"),
        ("123.456.789-09", "123.456.789-09"),
        ("12.345.678/0001-95", "12.345.678/0001-95"),
        ("978-3-16-148410-0", "978-3-16-148410-0"),
        ("4111 1111 1111 1111", "4111 1111 1111 1111"),
        ("+55 (11) 91234-5678", "+55 (11) 91234-5678"),
        ("192.168.0.1", "192.168.0.1"),
        ("v2.0.1", "v2.0.1"),
        ("anna@gmail.com", "anna@gmail.com"),
        ("https://example.com/a?b=1.5", "https://example.com/a?b=1.5"),
    ],
)
def test_a_literal_is_written_as_each_language_writes_it(english: str, portuguese: str) -> None:
    assert localized(english, "en", "pt") == portuguese
    assert localized(portuguese, "pt", "en") == english


@pytest.mark.parametrize(
    ("written", "source", "target", "expected"),
    [
        ("$5k", "en", "pt", "$ 5 mil"),
        ("€2.5M", "en", "pt", "€ 2,5 milhões"),
        ("3 p.m. today", "en", "pt", "15h today"),
        ("11 pm", "en", "pt", "23h"),
        ("9:05", "en", "pt", "9h05"),
        ("15:45", "pt", "en", "3:45 pm"),
        ("8h30 da manhã", "pt", "en", "8:30 am"),
        ("8h30 da noite", "pt", "en", "8:30 pm"),
        ("8h30", "pt", "en", "8:30"),
        ("às 15h", "pt", "en", "às 3 pm"),
        ("das 9h às 17h", "pt", "en", "das 9:00 às 5 pm"),
        ("uma jornada de 8h", "pt", "en", "uma jornada de 8h"),
        ("São 15h.", "pt", "en", "São 3 pm."),
        ("on 2/11", "en", "pt", "on 11/2"),
        ("13/32/2024", "en", "pt", "13/32/2024"),
        ("1.234,56 €", "es", "en", "€1,234.56"),
        ("$1,234.56", "en", "es", "$ 1.234,56"),
        ("€1,234.56", "en", "fr", "1\u202f234,56 €"),
        ("1 234,5", "fr", "en", "1,234.5"),
        ("3:30 pm", "en", "it", "15:30"),
        ("15.30%", "en", "it", "15,30%"),
    ],
)
def test_a_literal_is_localized(written: str, source: str, target: str, expected: str) -> None:
    assert localized(written, source, target) == expected


@pytest.mark.parametrize(
    "written",
    ["I have 2 apples", "in 1984", "1/2 cup", "24/7", "10-20 people", "won 3-1", "room 7B", "é 7H",
     "the 2nd floor", "8h a day", "25:99", "a.b.c", "and/or", "120/80"],
)  # fmt: skip
def test_literals_that_engines_keep_are_not_replaced(written: str) -> None:
    assert split_literals(written, "en", "pt") == [written]


@pytest.mark.parametrize(
    ("text", "times", "expected"),
    [
        ("Aberto de 9h a 18h.", ["9h", "18h"], "Aberto das 9h às 18h."),
        ("De 9h a 18h.", ["9h"], "De 9h a 18h."),
        (
            "das duas horas para as quatro horas",
            ["duas horas", "quatro horas"],
            "das duas às quatro",
        ),
        ("às uma hora", ["uma hora"], "à uma hora"),
        ("às meio-dia", ["meio-dia"], "ao meio-dia"),
        ("até sete horas", ["sete horas"], "até as sete horas"),
        ("antes de 7h", ["7h"], "antes das 7h"),
        ("uma aula de 2h", [], "uma aula de 2h"),
    ],
)
def test_portuguese_hours_have_their_articles(text: str, times: list[str], expected: str) -> None:
    assert with_hour_articles(text, times) == expected
