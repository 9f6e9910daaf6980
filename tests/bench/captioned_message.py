"""A clip that is spoken in real time with partial recordings, as by push-to-talk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from functools import partial
from time import perf_counter

from dragoman.client.session import PartialSpeech, Recording
from dragoman.stt.voice_activity import FRAME_S
from tests.bench.clips import CONTENT_TYPE, Clip


class CaptionedMessage:
    """A source of one segment, whose partial recordings are sent before it."""

    def __init__(self, clip: Clip) -> None:
        self._clip = clip
        self.ended_at_s = perf_counter()
        self.segments = 0

    async def recordings(self) -> AsyncGenerator[Recording | PartialSpeech]:
        began_s = perf_counter()
        while (now_s := perf_counter() - began_s) < self._clip.duration_s:
            yield PartialSpeech(0, 0, partial(self._clip.partial_recording, now_s))
            await asyncio.sleep(FRAME_S)
        self.ended_at_s = perf_counter()
        self.segments = 1
        yield Recording(self._clip.encoded, CONTENT_TYPE)
