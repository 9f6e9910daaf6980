"""The short window has the word error of the full window."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dragoman.models.store import PackStore
from dragoman.ports import Recognition
from dragoman.settings import Settings
from dragoman.stt.whisper.recognizer import WhisperSpeechToText
from dragoman.stt.whisper.windows import FULL_WINDOW_FRAMES
from tests.contracts.native_speakers import OFFERED, RECORDINGS, recognised, recording, said
from tests.words import word_error, words

pytestmark = pytest.mark.models

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


def error_rate(recognise: Callable[[str], Recognition]) -> float:
    wrong, count = 0.0, 0
    for name in RECORDINGS:
        length = len(words(said(name)))
        wrong += word_error(said(name), recognise(name).text) * length
        count += length
    return wrong / count


def test_the_short_window_has_the_word_error_of_the_full_window(pack: Path) -> None:
    engine = FullWindow(pack, threads=2)
    ours = error_rate(recognised)
    full = error_rate(lambda name: engine.recognise(recording(name), OFFERED))
    assert ours <= full + TOLERANCE
    assert full < 0.25
