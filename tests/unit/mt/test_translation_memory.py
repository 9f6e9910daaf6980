"""Look-ups in a translation memory."""

from __future__ import annotations

import pytest

from dragoman.mt.tmx import ANY_LANGUAGE, TranslationUnit, Variant
from dragoman.mt.translation_memory import TranslationMemory


def a_unit(
    english: str, portuguese: str, source: str = ANY_LANGUAGE, role: str = ""
) -> TranslationUnit:
    return TranslationUnit(
        tuple(
            Variant(language, text, language)
            for language, texts in (("en", english), ("pt", portuguese))
            for text in texts.split("|")
        ),
        source,
        role,
    )


MEMORY = TranslationMemory(
    [
        a_unit("Thank you.", "Obrigado.|Obrigada."),
        a_unit("Thank you very much.", "Muito obrigado."),
        a_unit("Help!", "Socorro!"),
        a_unit("Excuse me.", "Com licença.", role="opener"),
        a_unit("Excuse me?", "Como?", source="en"),
        a_unit("Where is the bathroom?|Where's the toilet?", "Onde fica o banheiro?"),
        a_unit("I don't know.", "Não sei."),
        a_unit("I'm ready.", "Estou pronto."),
        a_unit("Does it hurt?", "Dói?"),
        a_unit("It hurts.", "Dói."),
        a_unit("No.", "Não."),
        a_unit("You may.", "Pode."),
        a_unit("Can you help me?", "Você pode me ajudar?"),
        a_unit("How are you?", "Como vai?"),
        a_unit("Wait.", "Espere."),
        a_unit("Doctor.", "Doutor.|Doutora.", role="vocative"),
        a_unit("Monday.", "Segunda-feira."),
        a_unit("How can I help you?", "Pois não?", source="pt"),
        a_unit("I have {number} sisters.", "Tenho {number-feminine} irmãs."),
        a_unit("I'd like to speak to {person}.", "Gostaria de falar com {person}."),
        a_unit("It's under {person}.", "Está em nome de {person}."),
        a_unit("Call me {person}.", "Me chame de {person}."),
        a_unit("Is {person} there?", "{person} está?"),
        a_unit("How do I get to {place}?", "Como chego a {place}?"),
        a_unit("{time-is}.", "{time-is}."),
        a_unit("{money}.", "{money}."),
    ]
)


def to_portuguese(text: str) -> str | None:
    return MEMORY.translate_sentence(text, "en", "pt")


def to_english(text: str) -> str | None:
    return MEMORY.translate_sentence(text, "pt", "en")


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("Thank you.", "Obrigado."),
        ("thank you", "Obrigado."),
        ("THANK YOU!!", "Obrigado!"),
        ("  Thank   you…", "Obrigado…"),
        ('"Thank you."', "Obrigado."),
        ("I don’t know.", "Não sei."),
        ("I do not know.", "Não sei."),
        ("I dont know", "Não sei."),
        ("I am ready.", "Estou pronto."),
        ("Help.", "Socorro."),
        ("help", "Socorro!"),
        ("where is the bathroom", "Onde fica o banheiro?"),
        ("Where's the toilet?", "Onde fica o banheiro?"),
        ("You may?", "Pode?"),
    ],
)
def test_case_marks_and_contractions_do_not_matter(text: str, translation: str) -> None:
    assert to_portuguese(text) == translation


def test_a_question_is_not_the_statement() -> None:
    assert (to_english("Dói?"), to_english("Dói.")) == ("Does it hurt?", "It hurts.")
    assert (to_portuguese("Excuse me?"), to_portuguese("Excuse me.")) == ("Como?", "Com licença.")


def test_a_statement_does_not_answer_for_a_question_where_the_order_of_words_differs() -> None:
    assert to_english("Estou pronto?") is None


def test_a_unit_of_one_direction_is_not_turned_round() -> None:
    assert to_english("Pois não?") == "How can I help you?"
    assert to_portuguese("How can I help you?") is None


def test_every_variant_is_recognised_and_the_first_is_used() -> None:
    assert to_english("Obrigada.") == "Thank you."
    assert to_portuguese("Thank you.") == "Obrigado."


@pytest.mark.parametrize("text", ["Eu não sei.", "Nao sei.", "não sei"])
def test_the_subject_and_accents_may_be_left_out(text: str) -> None:
    assert to_english(text) == "I don't know."


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("Please wait.", "Espere, por favor."),
        ("Wait, please!", "Espere, por favor!"),
        ("Can you please help me?", "Você pode me ajudar, por favor?"),
        ("Please, where is the bathroom?", "Onde fica o banheiro, por favor?"),
    ],
)
def test_please_moves_to_the_end(text: str, translation: str) -> None:
    assert to_portuguese(text) == translation


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("Thank you, doctor.", "Obrigado, doutor."),
        ("Thank you doctor.", "Obrigado, doutor."),
        ("How are you, doctor?", "Como vai, doutor?"),
        ("Excuse me, where is the bathroom?", "Com licença, onde fica o banheiro?"),
        ("Excuse me where is the bathroom?", "Com licença, onde fica o banheiro?"),
        ("Thank you, Maria.", "Obrigado, Maria."),
        ("No, thank you.", "Não, obrigado."),
    ],
)
def test_phrases_are_put_together(text: str, translation: str) -> None:
    assert to_portuguese(text) == translation


def test_names_of_days_keep_their_capital_within_an_english_sentence() -> None:
    assert to_english("Não sei, segunda-feira.") == "I don't know, Monday."


def test_the_comma_after_no_counts() -> None:
    assert to_english("Não, pode.") == "No, you may."
    assert to_english("Não pode.") is None


@pytest.mark.parametrize("text", ["Thank you for nothing, pal.", "", "...", "a" * 5_000, "\x00"])
def test_a_missing_phrase_is_left_to_the_engine(text: str) -> None:
    assert to_portuguese(text) is None


def test_a_missing_language_is_left_to_the_engine() -> None:
    assert MEMORY.translate_sentence("Thank you.", "en", "de") is None


def test_numbers_fill_their_slot_in_the_right_gender() -> None:
    assert to_portuguese("I have two sisters.") == "Tenho duas irmãs."
    assert to_portuguese("I have 2 sisters.") == "Tenho 2 irmãs."
    assert to_english("Tenho vinte e uma irmãs.") == "I have twenty-one sisters."


@pytest.mark.parametrize("text", ["I have many sisters.", "I have three twenty sisters."])
def test_only_numbers_fill_a_slot(text: str) -> None:
    assert to_portuguese(text) is None


@pytest.mark.parametrize(
    ("english", "portuguese"),
    [
        ("I'd like to speak to Maria.", "Gostaria de falar com Maria."),
        ("I'd like to speak to Mr. Silva.", "Gostaria de falar com o senhor Silva."),
        ("It's under Ana Paula de Souza.", "Está em nome de Ana Paula de Souza."),
        ("It's under Mrs. Lima.", "Está em nome da senhora Lima."),
        ("How do I get to Sintra?", "Como chego a Sintra?"),
        ("How do I get to London?", "Como chego a Londres?"),
        ("How do I get to Porto?", "Como chego ao Porto?"),
    ],
)
def test_names_fill_their_slot_in_both_directions(english: str, portuguese: str) -> None:
    assert to_portuguese(english) == portuguese
    assert to_english(portuguese) == english


@pytest.mark.parametrize(
    ("portuguese", "english"),
    [
        ("O Pedro está?", "Is Pedro there?"),
        ("Gostaria de falar com a doutora Helena.", "I'd like to speak to Dr. Helena."),
        ("Gostaria de falar com o Pedro.", "I'd like to speak to Pedro."),
        ("Está em nome do Souza.", "It's under Souza."),
    ],
)
def test_articles_before_names_are_left_out_in_english(portuguese: str, english: str) -> None:
    assert to_english(portuguese) == english


@pytest.mark.parametrize(
    "text",
    [
        "I'd like to speak to someone.",
        "I'D LIKE TO SPEAK TO SOMEONE.",
        "Call me Monday.",
        "Call me Anna and wait.",
        "How do I get to the station?",
        "How do I get to Room 5?",
    ],
)
def test_only_names_fill_the_slot_of_a_name(text: str) -> None:
    assert to_portuguese(text) is None


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("Thank you, Mr. Silva.", "Obrigado, senhor Silva."),
        ("Thank you Mr. Silva.", "Obrigado, senhor Silva."),
        ("How are you, Dr. Costa?", "Como vai, doutor Costa?"),
    ],
)
def test_a_title_and_a_name_end_a_phrase(text: str, translation: str) -> None:
    assert to_portuguese(text) == translation


def test_portuguese_titles_end_a_phrase() -> None:
    assert to_english("Muito obrigado, dona Lúcia.") == "Thank you very much, Mrs. Lúcia."
    assert to_english("Como vai, seu José?") == "How are you, Mr. José?"


def test_the_later_unit_counts() -> None:
    own = TranslationMemory([a_unit("Hi.", "Oi."), a_unit("Hi.", "Olá.")])
    assert own.translate_sentence("hi", "en", "pt") == "Olá."


def engine(text: str) -> str:
    return f"<{text}>"


def test_a_text_fully_in_the_memory_needs_no_engine() -> None:
    found = MEMORY.translate("Help! Wait.", "en", "pt", engine)
    assert (found.text, found.from_memory) == ("Socorro! Espere.", True)


def test_sentences_between_go_to_the_engine_together() -> None:
    text = "Thank you. My cat is blue. It sings. Wait!"
    found = MEMORY.translate(text, "en", "pt", engine)
    assert found.text == "Obrigado. <My cat is blue. It sings.> Espere!"
    assert not found.from_memory


def test_a_text_not_in_the_memory_reaches_the_engine_unchanged() -> None:
    text = "My cat  is blue.\nIt sings."
    assert MEMORY.translate(text, "en", "pt", engine).text == f"<{text}>"
