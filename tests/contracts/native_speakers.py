"""The recordings of native speakers, each recognised once for all tests."""

from functools import cache
from pathlib import Path
from typing import Final

from dragoman.audio.codec import PyAVCodec
from dragoman.ports import Recognition, Sound
from dragoman.wiring import Wiring

SPEECH: Final = Path(__file__).parents[1] / "speech"
RECORDINGS: Final = sorted(path.stem for path in SPEECH.glob("*.ogg"))
OFFERED: Final = ("en", "pt")


@cache
def wiring() -> Wiring:
    """Models load once for all tests."""
    return Wiring()


def language(name: str) -> str:
    """The language of a recording."""
    return name.split("-")[1]


@cache
def recording(name: str) -> Sound:
    return PyAVCodec(60.0).decode((SPEECH / f"{name}.ogg").read_bytes())


def said(name: str) -> str:
    """The words of a recording."""
    return (SPEECH / f"{name}.txt").read_text()


@cache
def recognised(name: str) -> Recognition:
    """The recording as the recogniser understands it, without knowing its language."""
    return wiring().speech.recognise(recording(name), OFFERED, words=True)
