"""A recording sent as from a microphone: in real time, split at pauses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from time import perf_counter

import numpy as np

from dragoman.audio.codec import PyAVCodec
from dragoman.client.session import Recording
from dragoman.ports import RECOGNITION_RATE_HZ, Sound
from dragoman.stt.silero import LiveProbabilities
from dragoman.stt.voice_activity import FRAME_S, FRAME_SAMPLES, Ear, Rule, Stretch

_FORMAT = "audio/ogg"


class Microphone:
    """A recording of any length as a live source; the speech after the last pause is the last segment."""

    def __init__(self, encoded: bytes, max_audio_s: float = 3600.0, rule: Rule | None = None):
        self._codec = PyAVCodec(max_audio_s)
        self._sound = self._codec.decode(encoded)
        self._probabilities = LiveProbabilities()
        self._rule = rule or Rule()
        self.ended_at_s = perf_counter()
        self.segments = 0

    async def recordings(self) -> AsyncGenerator[Recording]:
        ear = Ear(self._rule)
        began = perf_counter()
        for number, frame in enumerate(self._frames()):
            await asyncio.sleep(max(0.0, began + (number + 1) * FRAME_S - perf_counter()))
            if stretch := ear.hear(self._probabilities.hear(frame)):
                yield self._said(stretch, began, last=False)
        if stretch := ear.end():
            yield self._said(stretch, began, last=True)

    def _frames(self) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        samples = self._sound.samples
        padded = np.pad(samples, (0, -len(samples) % FRAME_SAMPLES))
        return padded.reshape(-1, FRAME_SAMPLES)

    def _said(self, stretch: Stretch, began: float, *, last: bool) -> Recording:
        begin, end = (round(s * RECOGNITION_RATE_HZ) for s in (stretch.begin_s, stretch.end_s))
        self.ended_at_s = began + stretch.end_s - self._rule.margin_s
        piece = Sound(self._sound.samples[begin:end], RECOGNITION_RATE_HZ)
        self.segments += 1
        return Recording(
            self._codec.encode(piece, _FORMAT), _FORMAT, segment=self.segments - 1, last=last
        )
