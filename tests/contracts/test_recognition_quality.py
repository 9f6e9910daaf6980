"""The short window has the word error of the full window."""

from pathlib import Path
from typing import Any

import pytest

from dragoman.audio.codec import PyAVCodec
from dragoman.models.store import PackStore
from dragoman.settings import Settings
from dragoman.stt.whisper.recognizer import WhisperSpeechToText
from dragoman.stt.whisper.windows import FULL_WINDOW_FRAMES
from tests.words import word_error, words

pytestmark = pytest.mark.models

SPEECH = Path(__file__).parent.parent / "speech"
TOLERANCE = 0.03
"""The maximum word error rate. The ten recordings have 229 words; the two windows differ in a
few."""


@pytest.fixture(scope="module")
def pack() -> Path:
    return PackStore(Settings().models_dir).where("whisper-base")


class FullWindow(WhisperSpeechToText):
    """The recogniser with the full window of 30 s for every clip."""

    def _encode(self, clips: list[Any], frames: int) -> Any:
        return super()._encode(clips, FULL_WINDOW_FRAMES)


def error_rate(engine: WhisperSpeechToText) -> float:
    codec, wrong, said = PyAVCodec(60), 0.0, 0
    for path in sorted(SPEECH.glob("*.ogg")):
        reference = path.with_suffix(".txt").read_text()
        recognition = engine.recognise(codec.decode(path.read_bytes()), ("en", "pt"))
        count = len(words(reference))
        wrong += word_error(reference, recognition.text) * count
        said += count
    return wrong / said


def test_the_short_window_has_the_word_error_of_the_full_window(pack: Path) -> None:
    ours = error_rate(WhisperSpeechToText(pack, threads=2))
    full = error_rate(FullWindow(pack, threads=2))
    assert ours <= full + TOLERANCE
    assert full < 0.25
