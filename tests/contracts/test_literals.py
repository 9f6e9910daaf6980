"""Literals survive the real engines, in both directions."""

from functools import cache

import pytest

from dragoman.wiring import Wiring
from tests.quality.literal_sentences import LiteralSentence, keeps_literals, literal_sentences

pytestmark = pytest.mark.models


@cache
def translated(text: str, source: str, target: str) -> str:
    return _wiring().translator.translate(text, source, target)


@cache
def _wiring() -> Wiring:
    return Wiring()


@pytest.mark.parametrize(
    "sentence", list(literal_sentences(48)), ids=lambda sentence: sentence.text
)
def test_a_literal_is_written_as_the_target_does_and_no_digit_differs(
    sentence: LiteralSentence,
) -> None:
    said = translated(sentence.text, sentence.source, sentence.target)
    assert keeps_literals(sentence, said), said


@pytest.mark.parametrize(
    ("text", "source", "target", "literal"),
    [
        ("The total is $1,234.56.", "en", "pt", "$ 1.234,56"),
        ("2.200.112 reais", "pt", "en", "2,200,112 reais"),
        ("ISBN 978-3-16-148410-0", "en", "pt", "978-3-16-148410-0"),
        ("Please write to anna@gmail.com.", "en", "pt", "anna@gmail.com"),
        ("A consulta é às 15h30.", "pt", "en", "3:30 pm"),
        ("The appointment is at 3:30 p.m. tomorrow.", "en", "pt", "15h30"),
        ("Go to the 2nd floor, room 7B.", "en", "pt", "2º andar"),
        ("Cresceu de 1.200.000 para 1,5 milhão em 2020.", "pt", "en", "1,200,000 to 1.5 million"),
        ("In the 1990s it was the 3rd largest.", "en", "pt", "1990"),
    ],
)
def test_a_literal_in_a_sentence_is_localized(
    text: str, source: str, target: str, literal: str
) -> None:
    assert literal in translated(text, source, target)
