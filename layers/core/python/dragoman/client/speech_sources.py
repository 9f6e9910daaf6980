"""The sources of the segments of a message: a recording, a text, or continuous speech."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable
from time import perf_counter
from typing import Protocol, TypeAlias

from dragoman.client.session import PartialSpeech, Recording


class SpeechSource(Protocol):
    """The source of the segments of a message."""

    ended_at_s: float
    """The end of speech, on the clock of `perf_counter`; valid once `recordings` is exhausted."""
    segments: int
    """The number of segments so far."""

    def recordings(self) -> AsyncGenerator[Recording | PartialSpeech]:
        """The segments, each as soon as it is spoken, and what there is of it before."""


class RecordedMessage:
    """A complete recording as one segment. Speech ends when sending starts."""

    def __init__(self, audio: bytes, content_type: str) -> None:
        self._recording = Recording(audio, content_type)
        self.ended_at_s = perf_counter()
        self.segments = 0

    async def recordings(self) -> AsyncGenerator[Recording]:
        self.ended_at_s = perf_counter()
        self.segments = 1
        yield self._recording


class TypedMessage:
    """A text as one segment."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.ended_at_s = perf_counter()
        self.segments = 0

    async def recordings(self) -> AsyncGenerator[Recording]:
        self.ended_at_s = perf_counter()
        self.segments = 1
        yield Recording(b"", "text/plain", text=self._text)


class SpokenSegments:
    """Continuous speech: each item is the encoded recording of the next segment."""

    def __init__(self, segments: AsyncIterable[bytes], content_type: str) -> None:
        self._segments = segments
        self._content_type = content_type
        self.ended_at_s = perf_counter()
        self.segments = 0

    async def recordings(self) -> AsyncGenerator[Recording]:
        async for audio in self._segments:
            self.ended_at_s = perf_counter()
            self.segments += 1
            yield Recording(audio, self._content_type, segment=self.segments - 1, last=False)


Speech: TypeAlias = bytes | str | AsyncIterable[bytes] | SpeechSource
"""An encoded recording, a text, the encoded recordings of segments, or a source of them."""


def speech_source(speech: Speech, content_type: str) -> SpeechSource:
    match speech:
        case bytes():
            return RecordedMessage(speech, content_type)
        case str():
            return TypedMessage(speech)
        case AsyncIterable():
            return SpokenSegments(speech, content_type)
    return speech
