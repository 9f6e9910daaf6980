"""Sentences in a form that engines translate better."""

import pytest

from dragoman.mt.literal_detection import split_literals
from dragoman.mt.literals import Literal
from dragoman.mt.source_rewriting import rewrite


def rewritten(text: str, source: str, target: str) -> str:
    parts = rewrite(split_literals(text, source, target), source)
    return "".join(part.translation if isinstance(part, Literal) else part for part in parts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Faz dois dias que estou com tosse.", "Eu tenho tosse há dois dias."),
        ("Vou precisar operar?", "Eu vou precisar fazer uma cirurgia?"),
        ("Sabe operar a máquina?", "Sabe operar a máquina?"),
        ("A segunda via da conta.", "A cópia da conta."),
        ("O João está aqui.", "João está aqui."),
        ("A casa da Joana é do Pedro.", "A casa de Joana é de Pedro."),
        ("Diga ao João e à Maria.", "Diga a João e à Maria."),
        ("Diga a Maria que sim.", "Diga a Maria que sim."),
        ("Acordo às seis.", "Eu acordo às six o'clock."),
        ("Devo cem reais.", "Eu devo cem reais."),
        ("Acordo é acordo.", "Acordo é acordo."),
        ("Está com tosse?", "Você tem tosse?"),
        ("Estou com febre.", "Eu tenho febre."),
        ("Estou com fome.", "Eu estou com fome."),
        ("Tem mesa para dois?", "Você tem mesa para dois?"),
        ("Tem um banco perto daqui?", "Há um banco perto daqui?"),
        ("Tem que ser hoje?", "Tem que ser hoje?"),
        ("Tem razão.", "Tem razão."),
        ("Até terça-feira que vem.", "Até a próxima terça-feira."),
        ("A consulta é na sexta que vem.", "A consulta é na próxima sexta."),
        ("Me passa o sal.", "Passe-me o sal."),
        ("Me passa o sal?", "Me passa o sal?"),
        ("Liga para a polícia.", "Ligue para a polícia."),
        ("Liga de noite.", "Liga de noite."),
        ("Você já tomou o remédio?", "Você tomou o remédio?"),
        ("Já vai?", "Já vai?"),
        ("Pode esperar?", "Pode aguardar?"),
        ("Minha pressão está baixa.", "Minha pressão arterial está baixa."),
        ("A panela de pressão quebrou.", "A panela de pressão quebrou."),
        ("Tem um problema aqui.", "Há um problema aqui."),
        ("Tem muita febre.", "Tem muita febre."),
        ("Queria um café.", "Gostaria de um café."),
        ("Vira na esquina.", "Vire na esquina."),
        ("Estou resfriada.", "Eu tenho um resfriado."),
        ("Não pode comer em jejum.", "Você não pode comer com o estômago vazio."),
    ],
)
def test_portuguese_is_rewritten(text: str, expected: str) -> None:
    assert rewritten(text, "pt", "en") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I've had a cough for two weeks.", "I have a cough since two weeks ago."),
        ("My back has been hurting for an hour.", "My back hurts since an hour ago."),
        (
            "She's been coughing for more than a week.",
            "She is coughing since more than a week ago.",
        ),
        ("We have lived here for two years.", "We live here since two years ago."),
        ("He has had this rash since Monday.", "He has this rash since Monday."),
        ("I have been to Lisbon.", "I have been to Lisbon."),
        ("Please hold while I check.", "Please wait while I check."),
        ("Please hold my bag.", "Please hold my bag."),
        ("I will stay for two days.", "I will stay for two days."),
        ("Have you had a fever for three days?", "Have you had a fever for three days?"),
        ("Call me back later.", "Phone me later."),
        ("Did he call you yesterday?", "Did he phone you yesterday?"),
        ("Please call me Ana.", "Please call me Ana."),
        ("What do they call you?", "What do they call you?"),
        ("Let me know if it hurts.", "Tell me if it hurts."),
        ("Let me know.", "Let me know."),
        ("Wait outside.", "Wait out there."),
        ("Outside it rains.", "Outside it rains."),
        ("I'll have a soup.", "I'd like a soup."),
        ("I'll have to go.", "I'll have to go."),
        ("Do not drive today.", "Don't drive today."),
        ("Do not touch it, you may fall.", "Don't touch it, you may fall."),
        ("I do not drive.", "I do not drive."),
        ("Please don't run.", "Don't run, please."),
        ("I threw up twice.", "I vomited twice."),
        ("She threw up the ball.", "She threw up the ball."),
        ("How long have you had it?", "Since when do you have it?"),
        ("The door won't open.", "The door doesn't open."),
        ("I won't open it.", "I won't open it."),
        ("We're out of milk.", "We have no milk."),
        ("There's been an accident.", "There was an accident."),
        ("There have been two.", "There have been two."),
        ("Mind the step.", "Be careful with the step."),
        ("Never mind the step.", "Never mind the step."),
        ("He is out of town.", "He is out of town."),
        ("Take it with water.", "Take this medicine with water."),
        ("Take it with you.", "Take it with you."),
    ],
)
def test_english_is_rewritten(text: str, expected: str) -> None:
    assert rewritten(text, "en", "pt") == expected
