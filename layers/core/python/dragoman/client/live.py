"""A recording sent as from a microphone: in real time, split at pauses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from dragoman.audio.codec import PyAVCodec
from dragoman.client.session import PartialSpeech, Recording
from dragoman.ports import RECOGNITION_RATE_HZ, Sound
from dragoman.stt.silero import StreamingVad, speech_s
from dragoman.stt.voice_activity import (
    FRAME_S,
    FRAME_SAMPLES,
    SpeechSegmenter,
    SpeechSpan,
    VadOptions,
)

_FORMAT = "audio/ogg"
CAPTION_BIT_RATE = 12_000
"""Low enough for `MAX_CAPTION_S` inside a message."""
MAX_CAPTION_S = 15.0
"""The longest partial recording. A longer segment continues with its last `KEPT_CAPTION_S`."""
KEPT_CAPTION_S = 8.0


class CaptionWindow:
    """The part of a segment that is sent for captions."""

    def __init__(self) -> None:
        self._begin_s = 0.0

    def span(self, segment_begin_s: float, now_s: float) -> SpeechSpan:
        """The whole segment, or its last part. Segments follow one another."""
        self._begin_s = max(self._begin_s, segment_begin_s)
        if now_s - self._begin_s > MAX_CAPTION_S:
            self._begin_s = now_s - KEPT_CAPTION_S
        return SpeechSpan(self._begin_s, now_s)


@dataclass(frozen=True)
class _Tentative:
    """A segment that may have ended."""

    speech: SpeechSpan
    """Without padding after it."""
    audio: bytes


class Microphone:
    """A recording of any length as a live source; the speech after the last pause is the last segment."""

    def __init__(
        self, encoded: bytes, max_audio_s: float = 3600.0, options: VadOptions | None = None
    ):
        self._codec = PyAVCodec(max_audio_s, speech_s=speech_s)
        self._sound = self._codec.decode(encoded)
        self._vad = StreamingVad()
        self._options = options or VadOptions()
        self._tentative: _Tentative | None = None
        self.ended_at_s = perf_counter()
        self.segments = 0

    async def recordings(self) -> AsyncGenerator[Recording | PartialSpeech]:
        segmenter = SpeechSegmenter(self._options)
        began = perf_counter()
        window = CaptionWindow()
        for number, frame in enumerate(self._frames()):
            now_s = (number + 1) * FRAME_S
            await asyncio.sleep(max(0.0, began + now_s - perf_counter()))
            if span := segmenter.feed(self._vad.probability(frame)):
                yield self._recording(span, began, last=False)
            elif suspected := segmenter.suspected_end():
                yield self._tentative_recording(suspected, now_s)
            elif segmenter.speaking:
                begin_s = segmenter.begin_s
                yield self._partial(begin_s, window.span(begin_s, now_s))
        if span := segmenter.end():
            yield self._recording(span, began, last=True)

    def _frames(self) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        samples = self._sound.samples
        padded = np.pad(samples, (0, -len(samples) % FRAME_SAMPLES))
        return padded.reshape(-1, FRAME_SAMPLES)

    def _partial(self, begin_s: float, span: SpeechSpan) -> PartialSpeech:
        """A span of the segment that begins at `begin_s`."""
        begin_ms = round((span.begin_s - begin_s) * 1000)
        return PartialSpeech(
            self.segments,
            begin_ms,
            lambda: self._codec.encode(self._piece(span), _FORMAT, CAPTION_BIT_RATE),
        )

    def _piece(self, span: SpeechSpan) -> Sound:
        begin, end = span.bounds
        return Sound(self._sound.samples[begin:end], RECOGNITION_RATE_HZ)

    def _tentative_recording(self, speech: SpeechSpan, now_s: float) -> Recording:
        audio = self._codec.encode(self._piece(SpeechSpan(speech.begin_s, now_s)), _FORMAT)
        self._tentative = _Tentative(speech, audio)
        return Recording(audio, _FORMAT, segment=self.segments, last=False, tentative=True)

    def _recording(self, span: SpeechSpan, began: float, *, last: bool) -> Recording:
        """The segment, as it was sent tentatively unless the speaker went on."""
        speech_end_s = span.end_s - self._options.speech_pad_s
        sent, self._tentative = self._tentative, None
        if sent and sent.speech.bounds == SpeechSpan(span.begin_s, speech_end_s).bounds:
            audio = sent.audio
        else:
            audio = self._codec.encode(self._piece(span), _FORMAT)
        self.ended_at_s = began + speech_end_s
        self.segments += 1
        return Recording(audio, _FORMAT, segment=self.segments - 1, last=last)
