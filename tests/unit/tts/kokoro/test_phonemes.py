"""Text to the symbols that Kokoro was trained on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.tts.kokoro.phonemes import phonemes
from dragoman.tts.kokoro.vocabulary import TOKENS


def spelled(words: str, accent: str) -> str:
    """A fake of espeak-ng whose phonemes are the letters of a word."""
    return words.strip()


@pytest.mark.parametrize(
    ("ipa", "symbols"),
    [("bˈoŋ d^ʒˈiæ", "bˈoŋ ʤˈiæ"), ("t^ʃˈaʊ", "ʧˈaʊ"), ("d^zˈio", "ʣˈio"), ("p^a", "pa")],
)
def test_a_tied_sound_is_one_symbol(ipa: str, symbols: str) -> None:
    assert phonemes("x", "pt-br", lambda *_: ipa) == symbols


@pytest.mark.parametrize(
    ("accent", "ipa", "symbols"),
    [
        ("en-us", "lˈa^ɪk", "lˈIk"),
        ("en-us", "ɡˈo^ʊ", "ɡˈO"),
        ("en-us", "bˈʌʔn\u0329", "bˈʌtᵊn"),
        ("en-us", "bˈɛɾɚ", "bˈɛɾəɹ"),
        ("en-us", "wˈɜːd", "wˈɜɹd"),
        ("en-us", "mˈoːɹ", "mˈɔɹ"),
        ("en-gb-x-rp", "ɡˈə^ʊ", "ɡˈQ"),
        ("en-gb-x-rp", "wˈɜːd", "wˈɜːd"),
    ],
)
def test_english_is_written_as_kokoro_s_own_dictionary_does(
    accent: str, ipa: str, symbols: str
) -> None:
    assert phonemes("x", accent, lambda *_: ipa) == symbols


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("oi, tudo bem?", "oi, tudo bem?"),
        ("¿que tal?", "que tal?"),
        ("«sim», disse", "“sim”, disse"),
        ("sim (ou quase).", "sim (ou quase)."),
        ("espera… vou", "espera… vou"),
        ("um – dois", "um — dois"),
    ],
)
def test_punctuation_keeps_its_position(text: str, symbols: str) -> None:
    assert phonemes(text, "pt-br", spelled) == symbols


@pytest.mark.parametrize("number", ["3.14", "1,000", "10:30"])
def test_a_mark_inside_a_number_is_left_to_espeak(number: str) -> None:
    seen = []

    def pronounce(words: str, _: str) -> str:
        seen.append(words)
        return "a"

    phonemes(f"{number} ok", "en-us", pronounce)
    assert seen == [f"{number} ok"]


@pytest.mark.parametrize("text", ["", " ", "...", "?!", "— …"])
def test_a_text_without_words_has_no_symbols(text: str) -> None:
    assert phonemes(text, "pt-br", spelled) == ""


@given(st.text(max_size=200))
def test_every_symbol_is_in_the_vocabulary(text: str) -> None:
    assert set(phonemes(text, "it", spelled)) <= set(TOKENS)
