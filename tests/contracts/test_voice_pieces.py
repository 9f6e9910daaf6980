"""Cut where they are, the pieces of a voice cannot be told from the whole."""

import itertools
from pathlib import Path

import numpy as np
import pytest

from dragoman.adapters.piper import PiperVoiceEngine
from dragoman.adapters.vits import pieces
from dragoman.models.store import PackStore
from dragoman.settings import Settings

pytestmark = pytest.mark.models

SENTENCE = "The children are playing in the garden behind the house, and nobody calls them in."


@pytest.fixture(scope="module")
def voice() -> PiperVoiceEngine:
    folder: Path = PackStore(Settings().models_dir).where("piper-en_US-joe-medium")
    return PiperVoiceEngine(folder, threads=2)


def test_pieces_are_the_samples_of_the_whole(voice: PiperVoiceEngine) -> None:
    network = voice._network
    phonemes = voice._reader.phonemize(SENTENCE)[0]
    inputs = voice._inputs(phonemes, 1.0)
    joints = network.frames(inputs)
    whole = network.samples(joints, 0, network.count(joints))
    cut = [network.samples(joints, *piece) for piece in pieces(network.count(joints))]
    assert len(cut) > 2
    assert np.abs(np.concatenate(cut) - whole).max() < 1e-4


def test_no_click_at_a_join(voice: PiperVoiceEngine) -> None:
    """A join is no louder a step than the voice makes by itself."""
    cut = [sound.samples for sound in voice.speak(SENTENCE, 1.0)]
    steps = np.abs(np.diff(np.concatenate(cut)))
    joins = np.cumsum([len(piece) for piece in cut])[:-1] - 1
    assert steps[joins].max() < 0.25


def test_the_first_piece_is_short_and_pieces_grow() -> None:
    cut = list(pieces(1_000))
    sizes = [end - begin for begin, end in cut]
    assert cut[0][0] == 0
    assert cut[-1][1] == 1_000
    assert all(a[1] == b[0] for a, b in itertools.pairwise(cut))
    assert sizes[0] == min(sizes)
