"""Sentences with literals of every kind, and how the literal must read in the translation."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import NamedTuple

from dragoman.mt.spoken_numbers import spell


class LiteralSentence(NamedTuple):
    kind: str
    source: str
    target: str
    text: str
    expected: tuple[str, ...]
    """The literals as the target language writes them."""


Pair = tuple[str, str]
"""A literal in English and in Portuguese."""

SENTENCES = {
    ("money", "en"): ["The total is {}.", "It costs {}.", "Please pay {} by Friday.", "He paid {} for the car.", "I owe you {}.", "They spent {} on the new school."],
    ("money", "pt"): ["O total é {}.", "Custa {}.", "Por favor, pague {} até sexta.", "Ele pagou {} pelo carro.", "Eu te devo {}.", "Eles gastaram {} na nova escola."],
    ("quantity", "en"): ["About {} people live there.", "The company sold {} cars.", "We counted {} votes.", "More than {} houses were built."],
    ("quantity", "pt"): ["Cerca de {} pessoas moram lá.", "A empresa vendeu {} carros.", "Contamos {} votos.", "Mais de {} casas foram construídas."],
    ("decimal", "en"): ["Take {} mg of it twice a day.", "The rate is {} today.", "The baby weighs {} kg.", "My temperature is {} degrees."],
    ("decimal", "pt"): ["Tome {} mg dele duas vezes por dia.", "A taxa é {} hoje.", "O bebê pesa {} kg.", "Minha temperatura é de {} graus."],
    ("percentage", "en"): ["Prices rose by {} last year.", "There is a {} discount.", "The chance of rain is {}.", "Only {} of the students passed."],
    ("percentage", "pt"): ["Os preços subiram {} no ano passado.", "Há um desconto de {}.", "A chance de chuva é de {}.", "Apenas {} dos alunos passaram."],
    ("time", "en"): ["The meeting is at {}.", "Come back at {} tomorrow.", "The train leaves at {} from here.", "Does the clinic open at {}?"],
    ("time", "pt"): ["A reunião é às {}.", "Volte às {} amanhã.", "O trem sai às {} daqui.", "A clínica abre às {}?"],
    ("date", "en"): ["She was born on {}.", "We arrive on {} in the morning.", "The deadline is {}.", "The contract ends on {}."],
    ("date", "pt"): ["Ela nasceu em {}.", "Chegamos em {} de manhã.", "O prazo é {}.", "O contrato termina em {}."],
    ("phone", "en"): ["My phone number is {}.", "Call me at {}.", "You can reach the doctor at {}.", "Is {} the right number?"],
    ("phone", "pt"): ["Meu telefone é {}.", "Me ligue no {}.", "O número do médico é {}.", "{} é o número certo?"],
    ("document", "en"): ["My document number is {} and I live here.", "The card {} was refused.", "Write down {} on the form.", "The account {} is closed."],
    ("document", "pt"): ["Meu documento é {} e moro aqui.", "O cartão {} foi recusado.", "Anote {} no formulário.", "A conta {} está encerrada."],
    ("address", "en"): ["You can write to {} for help.", "Please send the file to {} today.", "Visit {} for more information.", "Our address is {}."],
    ("address", "pt"): ["Você pode escrever para {} para pedir ajuda.", "Por favor, envie o arquivo para {} hoje.", "Visite {} para mais informações.", "Nosso endereço é {}."],
    ("code", "en"): ["The code is {}.", "Your room is {}, on the second floor.", "Flight {} leaves soon.", "The license plate is {}."],
    ("code", "pt"): ["O código é {}.", "Seu quarto é o {}, no segundo andar.", "O voo {} sai logo.", "A placa do carro é {}."],
    ("count", "en"): ["I have {} apples.", "There are {} chairs in the room.", "She is {} years old.", "We stayed for {} days."],
    ("count", "pt"): ["Eu tenho {} maçãs.", "Há {} cadeiras na sala.", "Ela tem {} anos.", "Ficamos {} dias."],
    ("year", "en"): ["He moved here in {}.", "In {} everything changed.", "The house was built in {}."],
    ("year", "pt"): ["Ele se mudou para cá em {}.", "Em {} tudo mudou.", "A casa foi construída em {}."],
    ("name", "en"): ["{} is waiting outside.", "I spoke to {} yesterday.", "Tell {} that I will be late.", "Where is {}?"],
    ("name", "pt"): ["Meu amigo {} está esperando lá fora.", "Falei com {} ontem.", "{} mora em Lisboa.", "Você conhece {}?"],
    ("spoken time", "en"): ["The store closes at {}.", "Come to the clinic at {} tomorrow.", "The class starts at {}."],
    ("spoken time", "pt"): ["A loja fecha às {}.", "Venha à clínica às {} amanhã.", "A aula começa às {}."],
    ("hours", "en"): ["We are open {}.", "The doctor is here {}.", "The clinic is open {} on Saturdays."],
    ("hours", "pt"): ["Estamos abertos {}.", "O médico atende {}.", "A clínica abre {} aos sábados."],
}  # fmt: skip
NAMES = [
    "Ana",
    "André",
    "Antônio",
    "Carlos",
    "Catarina",
    "Francisco",
    "Guilherme",
    "Helena",
    "Henrique",
    "James",
    "João",
    "Jorge",
    "José",
    "Joseph",
    "Júlia",
    "Letícia",
    "Luís",
    "Marcos",
    "Maria",
    "Mary",
    "Mateus",
    "Matthew",
    "Miguel",
    "Patrícia",
    "Paulo",
    "Pedro",
    "Peter",
    "Philip",
    "Tiago",
    "Timothy",
]


def _swapped(written: str) -> str:
    return written.translate(str.maketrans(",.", ".,"))


def _money(chance: random.Random) -> Pair:
    symbol = chance.choice(["$", "R$", "€", "£", "US$"])
    amount = f"{chance.choice([1, 1_000, 1_000_000]) * chance.randint(1, 999):,}"
    if chance.random() < 0.6:
        amount += f".{chance.randint(0, 99):02}"
    return f"{symbol}{amount}", f"{symbol} {_swapped(amount)}"


def _quantity(chance: random.Random) -> Pair:
    written = f"{chance.randint(1_000, 9_999_999):,}"
    return written, _swapped(written)


def _decimal(chance: random.Random) -> Pair:
    written = f"{chance.randint(0, 99)}.{chance.randint(1, 99):02}".rstrip("0")
    return written, _swapped(written)


def _percentage(chance: random.Random) -> Pair:
    english, portuguese = _decimal(chance)
    return f"{english}%", f"{portuguese} %"


def _time(chance: random.Random) -> Pair:
    hour, minute = chance.randint(13, 23), chance.choice([0, 5, 15, 30, 45, 59])
    if not minute:
        return f"{hour - 12} pm", f"{hour}h"
    return f"{hour - 12}:{minute:02} pm", f"{hour}h{minute:02}"


def _date(chance: random.Random) -> Pair:
    day, month, year = chance.randint(13, 28), chance.randint(1, 12), chance.randint(1950, 2030)
    return f"{month:02}/{day}/{year}", f"{day}/{month:02}/{year}"


def _shape(chance: random.Random, *shapes: str) -> Pair:
    digits = (str(chance.randint(1, 9)) if mark == "0" else mark for mark in chance.choice(shapes))
    letters = (chance.choice("ABCDEFGHJKLMNPRSTUVXZ") if mark == "L" else mark for mark in digits)
    written = "".join(letters)
    return written, written


def _address(chance: random.Random) -> Pair:
    name = "".join(chance.choice("abdeilmnorstu") for _ in range(6))
    written = chance.choice(
        [f"{name}@gmail.com", f"{name}.{name[:3]}@empresa.com.br", f"{name}_99@mail.org",
         f"www.{name}.com", f"https://{name}.org/a/b?c=1", f"{name}.com.br"]
    )  # fmt: skip
    return written, written


def _plain(first: int, last: int) -> Callable[[random.Random], Pair]:
    def make(chance: random.Random) -> Pair:
        written = str(chance.randint(first, last))
        return written, written

    return make


def _name(chance: random.Random) -> Pair:
    name = chance.choice(NAMES)
    return name, name


def _spoken_time(chance: random.Random) -> Pair:
    hour = chance.randint(2, 11)
    english, portuguese = spell(hour, "en"), spell(hour, "pt", feminine=True)
    return chance.choice(
        [
            (f"half past {english}", f"{portuguese} e meia"),
            (f"a quarter past {english}", f"{portuguese} e quinze"),
            (f"ten past {english}", f"{portuguese} e dez"),
            (f"a quarter to {english}", f"quinze para as {portuguese}"),
        ]
    )


def _hours(chance: random.Random) -> Pair:
    begin, end = chance.randint(13, 17), chance.randint(18, 23)
    return f"from {begin - 12} pm to {end - 12}:30 pm", f"das {begin}h às {end}h30"


MAKE: dict[str, Callable[[random.Random], Pair]] = {
    "money": _money,
    "quantity": _quantity,
    "decimal": _decimal,
    "percentage": _percentage,
    "time": _time,
    "date": _date,
    "phone": lambda chance: _shape(chance, "(000) 000-0000", "000-0000", "+55 00 00000-0000", "(00) 00000-0000", "000-000-0000"),
    "document": lambda chance: _shape(chance, "000.000.000-00", "00.000.000/0000-00", "000-00-0000", "0000 0000 0000 0000", "00000000000"),
    "address": _address,
    "code": lambda chance: _shape(chance, "LL000", "0L", "LLL-0000", "LLL0L00", "L00", "LL0000"),
    "count": _plain(2, 99),
    "year": _plain(1900, 2030),
    "name": _name,
    "spoken time": _spoken_time,
    "hours": _hours,
}  # fmt: skip


def literal_sentences(count: int, seed: int = 1) -> Iterator[LiteralSentence]:
    """The same number of sentences in each direction, of all kinds in turn. Every fourth has two
    literals."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    kinds = list(MAKE)
    for index in range(count):
        kind = kinds[index % len(kinds)]
        for source, target in (("en", "pt"), ("pt", "en")):
            text, expected = _sentence(kind, source, chance)
            if index % 4 == 3:
                other, more = _sentence(chance.choice(kinds), source, chance)
                text, expected = f"{text} {other}", expected + more
            yield LiteralSentence(kind, source, target, text, expected)


def _sentence(kind: str, source: str, chance: random.Random) -> tuple[str, tuple[str, ...]]:
    english, portuguese = MAKE[kind](chance)
    written, expected = (english, portuguese) if source == "en" else (portuguese, english)
    return chance.choice(SENTENCES[kind, source]).format(written), (expected,)


def digits(text: str) -> list[str]:
    return sorted(character for character in text if character.isdecimal())


def keeps_literals(sentence: LiteralSentence, translated: str) -> bool:
    """Whether each literal has the format of the target language, and no digit is lost or added."""
    return all(one in translated for one in sentence.expected) and digits(translated) == digits(
        "".join(sentence.expected)
    )
