"""A clip that is spoken in real time with partial recordings, as by push-to-talk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from time import perf_counter

from dragoman.client.live import CAPTION_EVERY_S
from dragoman.client.session import Recording
from tests.bench.clips import CONTENT_TYPE, Clip


class CaptionedMessage:
    """A source of one segment, whose partial recordings are sent before it."""

    def __init__(self, clip: Clip) -> None:
        self._clip = clip
        self.ended_at_s = perf_counter()
        self.segments = 0

    async def recordings(self) -> AsyncGenerator[Recording]:
        began_s = perf_counter()
        for revision, audio in enumerate(self._clip.parts, 1):
            await asyncio.sleep(began_s + revision * CAPTION_EVERY_S - perf_counter())
            yield Recording(audio, CONTENT_TYPE, last=False, revision=revision)
        await asyncio.sleep(began_s + self._clip.duration_s - perf_counter())
        self.ended_at_s = perf_counter()
        self.segments = 1
        yield Recording(self._clip.encoded, CONTENT_TYPE)
