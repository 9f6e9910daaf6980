"""Noun phrases of the lexicon in the slots of a phrase."""

import pytest

from dragoman.mt.noun_lexicon import forms
from dragoman.mt.noun_phrases import CLASSES, translate_noun_phrase
from dragoman.mt.tmx import ANY_LANGUAGE, TranslationUnit, Variant
from dragoman.mt.translation_memory import TranslationMemory


def translated(kind: str, words: str, source: str, target_kind: str = "") -> str | None:
    target = "pt" if source == "en" else "en"
    found = translate_noun_phrase(kind, words, source, target, target_kind or kind)
    return found.text if found else None


@pytest.mark.parametrize(
    ("english", "portuguese"),
    [
        ("my keys", "minhas chaves"),
        ("a towel", "uma toalha"),
        ("this umbrella", "este guarda-chuva"),
        ("three forks", "três garfos"),
        ("two towels", "duas toalhas"),
        ("my brothers car", "o carro do meu irmão"),
        ("his wallet", "a carteira dele"),
        ("another pillow", "outro travesseiro"),
        ("coffee and bread", "café e pão"),
        ("scissors", "tesoura"),
        ("one more towel", "outra toalha"),
        ("two bottles of water", "duas garrafas de água"),
        ("a slice of pizza", "uma fatia de pizza"),
    ],
)
def test_determiner_and_noun_agree(english: str, portuguese: str) -> None:
    assert translated("item", english, "en") == portuguese


@pytest.mark.parametrize(
    ("portuguese", "english"),
    [
        ("minhas chaves", "my keys"),
        ("uma toalha", "a towel"),
        ("um guarda chuva", "an umbrella"),
        ("toalha", "a towel"),
        ("água", "water"),
        ("o carro do meu irmão", "my brother's car"),
        ("o telemóvel dela", "her phone"),
        ("duas facas", "two knives"),
        ("a calça", "the pants"),
        ("mais uma cerveja", "another beer"),
        ("um quilo de tomates", "a kilo of tomatoes"),
    ],
)
def test_portuguese_noun_phrases_become_english(portuguese: str, english: str) -> None:
    assert translated("item", portuguese, "pt") == english


def test_an_unknown_noun_is_left_to_the_engine() -> None:
    assert translated("item", "my gizmo", "en") is None


def test_a_noun_of_another_class_does_not_fit() -> None:
    assert translated("body", "my car", "en") is None


def test_an_article_becomes_a_possessive_where_the_slots_say_so() -> None:
    assert translated("body-the", "o braço", "pt", "body-my") == "my arm"


def test_the_part_of_another_person_is_not_taken_for_ones_own() -> None:
    assert translated("body-the", "seu braço", "pt", "body-my") is None


@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize("source", ["en", "pt"])
def test_every_noun_is_translated(kind: str, source: str) -> None:
    found = forms(source, CLASSES[kind])
    assert found
    assert [words for words in found if not translated(kind, words, source)] == []


def memory(english: str, portuguese: str, role: str = "") -> TranslationUnit:
    variants = (Variant("en", english, "en"), Variant("pt", portuguese, "pt"))
    return TranslationUnit(variants, ANY_LANGUAGE, role=role)


def test_adjectives_verbs_and_possessives_agree_with_the_noun() -> None:
    phrases = TranslationMemory(
        [
            memory("{item} is broken.", "{item} está quebrad{ending}."),
            memory("{relative} hurt {possessive} foot.", "{relative} machucou o pé."),
        ]
    )
    assert (
        phrases.translate_sentence("My chair is broken.", "en", "pt")
        == "Minha cadeira está quebrada."
    )
    assert (
        phrases.translate_sentence("A calça está quebrada.", "pt", "en") == "The pants are broken."
    )
    assert (
        phrases.translate_sentence("Minha tia machucou o pé.", "pt", "en")
        == "My aunt hurt her foot."
    )


def test_prepositions_contract_with_the_article() -> None:
    phrases = TranslationMemory([memory("I was at {facility}.", "Eu estava em {facility}.")])
    assert phrases.translate_sentence("I was at the bakery.", "en", "pt") == "Eu estava na padaria."
    assert (
        phrases.translate_sentence("Eu estava no mercado.", "pt", "en")
        == "I was at the grocery store."
    )
    assert phrases.translate_sentence("Eu estava numa padaria.", "pt", "en") == "I was at a bakery."


def test_an_adverbial_may_follow_or_precede_a_phrase() -> None:
    phrases = TranslationMemory(
        [
            memory("He fell.", "Ele caiu."),
            memory("My back hurts.", "Minhas costas doem."),
            memory("Yesterday.", "Ontem.", "adverbial"),
            memory("At {facility}.", "Em {facility}.", "adverbial"),
        ]
    )
    assert phrases.translate_sentence("My back hurts at the school yesterday.", "en", "pt") == (
        "Minhas costas doem na escola ontem."
    )
    assert phrases.translate_sentence("Ontem ele caiu.", "pt", "en") == "He fell yesterday."
    assert phrases.translate_sentence("Yesterday.", "en", "pt") is None
