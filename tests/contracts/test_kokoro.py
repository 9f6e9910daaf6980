"""Kokoro's voices, out of their pack."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from dragoman.audio.chunking import concatenate
from dragoman.models.kokoro_voices import KOKORO_VOICES
from dragoman.tts.espeak_library import loaded
from dragoman.tts.kokoro.engine import chunk_bounds
from dragoman.tts.kokoro.network import KokoroNetwork
from dragoman.tts.kokoro.phonemes import phonemes
from dragoman.tts.kokoro.vocabulary import tokens_of
from dragoman.tts.kokoro.voice import read_voice
from dragoman.wiring import Wiring
from tests.words import word_error, words

pytestmark = pytest.mark.models

SENTENCES = {
    "pt": "As crianças brincam no jardim atrás da casa, e ninguém as chama.",
    "en": "The children are playing in the garden behind the house, and nobody calls them.",
    "es": "Los niños juegan en el jardín detrás de la casa y nadie los llama.",
    "fr": "Les enfants jouent dans le jardin derrière la maison, et personne ne les appelle.",
    "it": "I bambini giocano in giardino dietro la casa, e nessuno li chiama.",
}


@cache
def wiring() -> Wiring:
    return Wiring()


@cache
def network() -> KokoroNetwork:
    return KokoroNetwork(wiring().packs.where("kokoro-82m") / "kokoro.onnx", threads=2)


def pronounce(words: str, accent: str) -> str:
    with loaded(wiring().packs.where("espeak-ng")) as espeak:
        return espeak.pronounce(words, accent)


def test_pieces_are_the_samples_of_the_whole() -> None:
    voice = read_voice(wiring().packs.where("kokoro-82m") / "voices" / "pf_dora.npz")
    tokens = tokens_of(phonemes(SENTENCES["pt"], "pt-br", pronounce))
    utterance = network().utterance(tokens, voice, speed=1.0)
    count = utterance.acoustics.count
    whole = network().samples(utterance, 0, count)
    cut = [network().samples(utterance, *piece) for piece in chunk_bounds(0, count)]
    assert len(cut) > 2
    assert np.abs(np.concatenate(cut) - whole).max() < 1e-4


@pytest.mark.parametrize("name", KOKORO_VOICES)
def test_a_voice_is_understood(name: str) -> None:
    """Two of some fifteen words may be misheard."""
    language = KOKORO_VOICES[name].language
    said = wiring().synthesizer.speak(SENTENCES[language], language, name)
    assert (said.voice.voice, said.instead_of) == (name, "")
    codec = wiring().codec
    sound = codec.decode(codec.encode(concatenate(list(said)), "audio/wav"))
    heard = wiring().speech.recognise(sound, (language,)).text
    assert word_error(SENTENCES[language], heard) * len(words(SENTENCES[language])) <= 2, heard


def test_the_same_text_is_the_same_sound() -> None:
    def say(text: str) -> object:
        return concatenate(list(wiring().synthesizer.speak(text, "pt", "pf_dora"))).samples

    first = say("Tenho três cães e um gato.")
    say("Outra coisa.")
    np.testing.assert_array_equal(say("Tenho três cães e um gato."), first)
