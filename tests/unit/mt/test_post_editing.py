"""Corrections of words that engines choose wrongly."""

import pytest

from dragoman.mt.post_editing import post_edit


@pytest.mark.parametrize(
    ("text", "translated", "expected"),
    [
        ("A table for two.", "Uma tabela para dois.", "Uma mesa para dois."),
        ("The table has ten rows.", "A tabela tem dez linhas.", "A tabela tem dez linhas."),
        ("Can we have the bill?", "Podemos ter o projeto de lei?", "Podemos ter a conta?"),
        ("They passed the bill.", "Aprovaram o projeto de lei.", "Aprovaram o projeto de lei."),
        ("My phone won't charge.", "Meu telefone não cobra.", "Meu telefone não carrega."),
        ("They charge too much.", "Eles cobram demais.", "Eles cobram demais."),
        ("The soup is cold.", "A sopa é fria.", "A sopa está fria."),
        (
            "Take two tablets a day.",
            "Leve dois comprimidos por dia.",
            "Tome dois comprimidos por dia.",
        ),
        ("Take your bag.", "Leve sua bolsa.", "Leve sua bolsa."),
        ("Open the trunk.", "Abra o tronco.", "Abra o porta-malas."),
        ("The soup is good.", "A sopa é boa.", "A sopa é boa."),
        (
            "I have a cough since two weeks ago.",
            "Eu tenho uma tosse desde duas semanas atrás.",
            "Eu tenho uma tosse há duas semanas.",
        ),
        ("Since Monday.", "Desde segunda-feira.", "Desde segunda-feira."),
    ],
)
def test_portuguese_words_of_another_sense_are_replaced(
    text: str, translated: str, expected: str
) -> None:
    assert post_edit(translated, text, "en", "pt") == expected


@pytest.mark.parametrize(
    ("text", "translated", "expected"),
    [
        ("Pesa dois quilos.", "It weighs two pounds.", "It weighs two kilos."),
        ("Volte amanhã.", "Go back tomorrow.", "Come back tomorrow."),
        ("O carro quebrou.", "The car broke.", "The car broke down."),
        ("Preciso da receita.", "I need the revenue.", "I need the prescription."),
        ("A Receita Federal.", "The Federal Revenue.", "The Federal Revenue."),
        ("Custa dez libras.", "It costs ten pounds.", "It costs ten pounds."),
        ("Quando é a consulta?", "When is the query?", "When is the appointment?"),
        ("Bati a cabeça.", "I beat my head.", "I hit my head."),
        ("Cuidado com a escada.", "Beware of the ladder.", "Beware of the stairs."),
        ("Na escada de mão.", "On the ladder.", "On the ladder."),
        ("O time bateu o recorde.", "The team beat the record.", "The team beat the record."),
        (
            "Estou com tosse há dois dias.",
            "I've had a cough two days ago.",
            "I've had a cough for two days.",
        ),
        ("Caí há dois dias.", "I fell two days ago.", "I fell two days ago."),
        ("Estou com essa dor.", "I've been with this pain.", "I've had this pain."),
        ("Estou com meu pai.", "I've been with my father.", "I've been with my father."),
    ],
)
def test_english_words_of_another_sense_are_replaced(
    text: str, translated: str, expected: str
) -> None:
    assert post_edit(translated, text, "pt", "en") == expected
