"""The model behind voice activity: heard live or afterwards, speech is in the same places."""

from pathlib import Path

import numpy as np
import pytest

from dragoman.audio.codec import PyAVCodec
from dragoman.stt.silero import LiveProbabilities, speech_probabilities
from dragoman.stt.voice_activity import FRAME_SAMPLES, stretches

RECORDINGS = sorted((Path(__file__).parents[1] / "speech").glob("*.ogg"))


@pytest.mark.parametrize("path", RECORDINGS[::3], ids=lambda path: path.stem)
def test_live_and_afterwards_the_same_speech_is_heard(path: Path) -> None:
    samples = PyAVCodec(60.0).decode(path.read_bytes()).samples
    live = LiveProbabilities()
    whole = len(samples) // FRAME_SAMPLES * FRAME_SAMPLES
    frames = samples[:whole].reshape(-1, FRAME_SAMPLES)
    heard = [live.hear(frame) for frame in frames]
    np.testing.assert_allclose(heard, speech_probabilities(samples)[: len(heard)], atol=0.05)
    assert stretches(heard)


def test_silence_is_no_speech() -> None:
    assert stretches(speech_probabilities(np.zeros(32_000, np.float32))) == []


def test_nothing_has_no_frames() -> None:
    assert speech_probabilities(np.zeros(0, np.float32)) == []
