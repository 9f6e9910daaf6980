"""The memory of English and Portuguese that travels with the code."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from itertools import permutations

import pytest

from dragoman.mt import tmx
from dragoman.mt.memory_files import BUILT_IN, MemoryFolder
from dragoman.mt.phrase_key import phrase_key
from dragoman.mt.phrase_slots import AGREEING, SLOT
from dragoman.mt.tmx import ANY_LANGUAGE, TranslationUnit
from dragoman.mt.translation_memory import TranslationMemory, load_memories

DIRECTIONS = list(permutations(("en", "pt")))


@cache
def units() -> list[TranslationUnit]:
    return tmx.read(BUILT_IN / "en-pt.tmx")


@cache
def memory() -> TranslationMemory:
    return load_memories(MemoryFolder(BUILT_IN).files())


def _pairs(source: str, target: str) -> list[tuple[str, str]]:
    return [
        (variant.text, next(v.text for v in unit.variants if v.language == target))
        for unit in units()
        if unit.source in (ANY_LANGUAGE, source) and unit.role != "adverbial"
        for variant in unit.variants
        if variant.language == source
    ]


@pytest.mark.parametrize(("source", "target"), DIRECTIONS)
def test_the_memory_has_hundreds_of_phrases_in_each_direction(source: str, target: str) -> None:
    assert sum("{" not in text for text, _ in _pairs(source, target)) > 800


@pytest.mark.parametrize(("source", "target"), DIRECTIONS)
def test_each_phrase_has_one_translation(source: str, target: str) -> None:
    known: dict[str, set[str]] = defaultdict(set)
    for text, translation in _pairs(source, target):
        if "{" not in text:
            known[phrase_key(text, source)].add(phrase_key(translation, target).rstrip("?"))
    assert {key: found for key, found in known.items() if len(found) > 1} == {}


def test_every_phrase_has_a_capital_and_a_mark() -> None:
    wrong = [
        variant.text
        for unit in units()
        for variant in unit.variants
        if variant.text[0] != "{"
        and not (variant.text[0] == variant.text[0].upper() and variant.text[-1] in ".?!")
    ]
    assert wrong == []


@pytest.mark.parametrize(("source", "target"), DIRECTIONS)
def test_please_is_neither_lost_nor_invented(source: str, target: str) -> None:
    courtesy = {"en": ("please",), "pt": ("por favor", "por gentileza", "faz favor")}

    def polite(text: str, language: str) -> bool:
        return any(word in text.casefold() for word in courtesy[language])

    lost = [
        (text, translation)
        for text, translation in _pairs(source, target)
        if polite(text, source)
        and not polite(translation, target)
        and "pleased" not in text.lower()
    ]
    assert lost == []


@pytest.mark.parametrize(
    ("source", "text", "translation"),
    [
        ("pt", "Socorro!", "Help!"),
        ("pt", "Pois é.", "That's right."),
        ("pt", "São três e meia.", "It's half past three."),
        ("pt", "Estou constipado.", "I have a cold."),
        ("pt", "Onde fica a casa de banho?", "Where is the bathroom?"),
        ("pt", "Bem-vinda!", "Welcome!"),
        ("pt", "Valeu.", "Thank you."),
        ("en", "Excuse me.", "Com licença."),
        ("en", "I'm sorry.", "Desculpe."),
        ("en", "It hurts here.", "Dói aqui."),
        ("en", "My left elbow hurts.", "Estou com dor no cotovelo esquerdo."),
        ("en", "I'm allergic to almonds.", "Tenho alergia a amêndoas."),
        ("en", "My sister's baby is not breathing!", "O bebê da minha irmã não está respirando!"),
        ("pt", "Minha filha quebrou o pulso.", "My daughter broke her wrist."),
        ("pt", "Tem uma padaria aqui perto?", "Is there a bakery near here?"),
    ],
)
def test_the_memory_covers_phrases_on_which_engines_hallucinate(
    source: str, text: str, translation: str
) -> None:
    target = "en" if source == "pt" else "pt"
    assert memory().translate_sentence(text, source, target) == translation


@pytest.mark.parametrize(("source", "target"), DIRECTIONS)
def test_the_translation_has_the_slots_of_the_phrase(source: str, target: str) -> None:
    def slots(text: str) -> set[str]:
        return {kind.partition("-")[0] for kind in SLOT.findall(text) if kind not in AGREEING}

    wrong = [pair for pair in _pairs(source, target) if slots(pair[0]) != slots(pair[1])]
    assert wrong == []
