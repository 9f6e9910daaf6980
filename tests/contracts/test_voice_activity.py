"""The voice-activity model: a stream and a whole recording give the same speech."""

from pathlib import Path

import numpy as np
import pytest

from dragoman.audio.codec import PyAVCodec
from dragoman.stt.silero import StreamingVad, speech_probabilities
from dragoman.stt.voice_activity import FRAME_SAMPLES, speech_spans

RECORDINGS = sorted((Path(__file__).parents[1] / "speech").glob("*.ogg"))


@pytest.mark.parametrize("path", RECORDINGS[::3], ids=lambda path: path.stem)
def test_streaming_and_whole_recordings_give_the_same_probabilities(path: Path) -> None:
    samples = PyAVCodec(60.0).decode(path.read_bytes()).samples
    live = StreamingVad()
    whole = len(samples) // FRAME_SAMPLES * FRAME_SAMPLES
    frames = samples[:whole].reshape(-1, FRAME_SAMPLES)
    probabilities = [live.probability(frame) for frame in frames]
    np.testing.assert_allclose(
        probabilities, speech_probabilities(samples)[: len(probabilities)], atol=0.05
    )
    assert speech_spans(probabilities)


def test_silence_is_not_speech() -> None:
    assert speech_spans(speech_probabilities(np.zeros(32_000, np.float32))) == []


def test_empty_audio_has_no_frames() -> None:
    assert speech_probabilities(np.zeros(0, np.float32)) == []
