"""The chunks of a voice equal the whole voice."""

from __future__ import annotations

import itertools
import wave
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from dragoman.audio.chunking import concatenate, split_into_chunks
from dragoman.audio.codec import PyAVCodec
from dragoman.models.store import PackStore
from dragoman.ports import Sound
from dragoman.settings import Settings
from dragoman.stages.synthesize import CHUNK_FORMAT
from dragoman.tts.piper import _GAIN, PiperVoiceEngine
from dragoman.tts.vits import chunk_bounds
from dragoman.wiring import Wiring

if TYPE_CHECKING:
    from dragoman.ports import Samples

pytestmark = pytest.mark.models

SENTENCE = "The children are playing in the garden behind the house, and nobody calls them in."
ANOTHER = "It is getting dark, and the lamps are lit one after the other."
TEXTS = {
    "en": f"{SENTENCE} {ANOTHER}",
    "pt": "As crianças brincam no jardim atrás da casa, e ninguém as chama. Já está a ficar escuro.",
}


@pytest.fixture(scope="module")
def voice() -> PiperVoiceEngine:
    folder: Path = PackStore(Settings().models_dir).where("piper-en_US-joe-medium")
    return PiperVoiceEngine(folder, threads=2)


def test_pieces_are_the_samples_of_the_whole(voice: PiperVoiceEngine) -> None:
    network = voice._network
    phonemes = voice._reader.phonemize(SENTENCE)[0]
    inputs = voice._inputs(phonemes, 1.0)
    vocoder_inputs = network.frames(inputs)
    whole = network.samples(vocoder_inputs, 0, network.count(vocoder_inputs))
    cut = [
        network.samples(vocoder_inputs, *piece)
        for piece in chunk_bounds(network.count(vocoder_inputs))
    ]
    assert len(cut) > 2
    assert np.abs(np.concatenate(cut) - whole).max() < 1e-4


def test_the_pieces_of_two_sentences_are_both_and_the_pause_between(
    voice: PiperVoiceEngine,
) -> None:
    first, second = (_whole(voice, sentence) for sentence in (SENTENCE, ANOTHER))
    pieces = list(split_into_chunks(voice.speak(f"{SENTENCE} {ANOTHER}", 1.0)))
    joined = concatenate(pieces)
    pause = np.zeros(round(0.2 * joined.sample_rate_hz), np.float32)
    assert np.abs(joined.samples - np.concatenate([first, pause, second])).max() < 2e-4
    assert min(piece.duration_s for piece in pieces) > 0.4
    assert all(np.abs(piece.samples).max() > 0.01 for piece in pieces)


@pytest.mark.parametrize(
    ("language", "name"), [("en", "en_US-joe-medium"), ("pt", "pf_dora"), ("pt", "espeak-pt-br")]
)
def test_no_click_at_a_join(language: str, name: str) -> None:
    """The stored chunks, joined, equal the whole voice up to two steps of 16 bits, and a join is no
    larger a step than the voice makes within 50 ms of it."""
    spoken = list(Wiring().synthesizer.speak(TEXTS[language], language, name))
    pieces, whole = list(split_into_chunks(spoken)), concatenate(spoken)
    stored = [_stored(piece) for piece in pieces]
    assert len(stored) > 4
    np.testing.assert_allclose(np.concatenate(stored), whole.samples, rtol=0, atol=2 / 2**15)
    steps = np.abs(np.diff(np.concatenate(stored)))
    joins = np.cumsum([len(piece) for piece in stored])[:-1] - 1
    near = round(0.05 * whole.sample_rate_hz)
    inside = steps.copy()
    inside[joins] = 0
    for place in joins:
        assert steps[place] <= inside[max(0, place - near) : place + near].max()


def _whole(voice: PiperVoiceEngine, sentence: str) -> Samples:
    """One sentence, its vocoder run once."""
    [phonemes] = voice._reader.phonemize(sentence)
    vocoder_inputs = voice._network.frames(voice._inputs(phonemes, 1.0))
    spoken = voice._network.samples(vocoder_inputs, 0, voice._network.count(vocoder_inputs))
    whole: Samples = np.clip(_GAIN * spoken, -1, 1)
    return whole


def _stored(piece: Sound) -> Samples:
    """The samples of a stored chunk."""
    with wave.open(BytesIO(PyAVCodec(60.0).encode(piece, CHUNK_FORMAT))) as file:
        assert file.getframerate() == piece.sample_rate_hz
        pcm = np.frombuffer(file.readframes(file.getnframes()), np.int16)
    return pcm.astype(np.float32) / np.float32(2**15)


def test_the_first_piece_is_short_and_pieces_grow() -> None:
    cut = list(chunk_bounds(1_000))
    sizes = [end - begin for begin, end in cut]
    assert cut[0][0] == 0
    assert cut[-1][1] == 1_000
    assert all(a[1] == b[0] for a, b in itertools.pairwise(cut))
    assert sizes[0] == min(sizes)
