"""Sentences and scripts, found without a model."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.text_segmentation import readable, sentences

words = st.text(st.characters(categories=["L", "N", "P", "Zs"], codec="utf-8"), max_size=120)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Good morning. How are you?", "en", ["Good morning.", "How are you?"]),
        ("Dr. Smith went home. He slept.", "en", ["Dr. Smith went home.", "He slept."]),
        ("Bom dia! Tudo bem?", "pt", ["Bom dia!", "Tudo bem?"]),
        ("One line", "en", ["One line"]),
        ("", "en", []),
        ("  \n ", "en", []),
    ],
)
def test_text_is_cut_after_each_sentence(text: str, language: str, expected: list[str]) -> None:
    assert sentences(text, language) == expected


@given(words, st.sampled_from(["en", "pt", "xx"]))
def test_splitting_loses_only_spaces(text: str, language: str) -> None:
    assert "".join("".join(sentences(text, language)).split()) == "".join(text.split())


@given(words, st.sampled_from(["en", "pt"]))
def test_no_piece_is_empty_or_ragged(text: str, language: str) -> None:
    assert all(piece and piece == piece.strip() for piece in sentences(text, language))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Olá", "pt"),
        ("42", "en"),
        ("привет", "ru"),
        ("你好", "zh"),
        ("こんにちは", "ja"),
        ("Сәлам", "tt"),
        ("Һаумыһығыҙ", "ba"),
        ("নমস্কাৰ", "as"),
        ("سلام", "sd"),
        ("… a", "en"),
    ],
)
def test_letters_of_the_language_and_digits_can_be_read(text: str, language: str) -> None:
    assert readable(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [("", "en"), ("你好", "en"), ("привет", "pt"), ("hello", "ru"), ("?!…", "en"), ("👋", "pt")],
)
def test_foreign_scripts_and_mere_signs_cannot(text: str, language: str) -> None:
    assert not readable(text, language)


@given(words)
def test_one_readable_letter_is_enough(text: str) -> None:
    assert readable(text + "a", "en")
