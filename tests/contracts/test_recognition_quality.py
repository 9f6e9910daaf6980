"""The short window hears as well as the full one, on every recording there is."""

from pathlib import Path

import pytest

from dragoman.audio.codec import PyAVCodec
from dragoman.models.store import PackStore
from dragoman.settings import Settings
from dragoman.stt.whisper import recognizer
from dragoman.stt.whisper.recognizer import (
    FULL_WINDOW_FRAMES,
    WhisperSpeechToText,
    window_frames,
)
from tests.words import word_error, words

pytestmark = pytest.mark.models

SPEECH = Path(__file__).parent.parent / "speech"
TOLERANCE = 0.03
"""Of all words. Ten recordings have 229 words: the two windows disagree on a handful, either way."""


@pytest.fixture(scope="module")
def pack() -> Path:
    return PackStore(Settings().models_dir).where("whisper-base")


class FullWindow(WhisperSpeechToText):
    """The same path with the encoder's whole 30 s for every clip."""

    def _encode(self, features: object, frames: int) -> object:
        return super()._encode(features, FULL_WINDOW_FRAMES)


def error_rate(engine: WhisperSpeechToText) -> float:
    codec, wrong, said = PyAVCodec(60), 0.0, 0
    for path in sorted(SPEECH.glob("*.ogg")):
        reference = path.with_suffix(".txt").read_text()
        heard = engine.recognise(codec.decode(path.read_bytes()), ("en", "pt"))
        count = len(words(reference))
        wrong += word_error(reference, heard.text) * count
        said += count
    return wrong / said


def test_the_short_window_hears_as_well_as_the_full_one(pack: Path) -> None:
    ours = error_rate(WhisperSpeechToText(pack, threads=2))
    full = error_rate(FullWindow(pack, threads=2))
    assert ours <= full + TOLERANCE
    assert full < 0.25


def test_a_clip_gets_what_it_needs_and_never_more_than_there_is() -> None:
    for frames in range(0, 4_000, 50):
        window = window_frames(frames)
        assert recognizer.SHORTEST_WINDOW_FRAMES <= window <= FULL_WINDOW_FRAMES
        assert window >= min(frames, FULL_WINDOW_FRAMES)
