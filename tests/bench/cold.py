"""A first message to functions that have only just been deployed, none of them warm."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from infra.local.deploy import deploy
from infra.local.stack import EmulatedStack
from infra.local.synthesis import synthesize
from tests.bench.clips import Clip
from tests.bench.conversations import Spoken, Way, converse
from tests.bench.figures import figures
from tests.bench.stack import session


class ColdStack(EmulatedStack):
    """A stack that is deployed and not warmed up."""

    def start(self) -> ColdStack:
        try:
            self.emulator.start()
            synthesized = synthesize(self.languages)
            self.outputs = deploy(
                self.emulator.clients, synthesized, self.emulator.port, self.page_origin
            )
        except BaseException:
            self.stop()
            raise
        return self


async def cold(clip: Clip, runs: int, spoken_runs: int, out: Path) -> dict[str, Any]:
    """`at_once`: sent before the warm-up by `hello` has finished. `after_speaking`: sent after the
    time that a person needs to speak it."""
    at_once = [await _first_message(clip, 0.0, out) for _ in range(runs)]
    after = [await _first_message(clip, clip.duration_s, out) for _ in range(spoken_runs)]
    return {
        "clip": clip.name,
        "at_once": _figures(at_once),
        "after_speaking": _figures(after),
        "stages_ms": {name: round(ms) for name, ms in at_once[0].stages_ms.items()},
    }


async def _first_message(clip: Clip, speaking_s: float, out: Path) -> Spoken:
    with ColdStack() as stack:
        async with session(stack) as opened:
            await asyncio.sleep(speaking_s)
            return await converse(opened, clip, Way.STREAMING, out)


def _figures(spoken: list[Spoken]) -> dict[str, Any]:
    return {
        "first_sound_ms": figures(one.first_sound_ms for one in spoken),
        "complete_ms": figures(one.complete_ms for one in spoken),
    }
