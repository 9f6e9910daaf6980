"""The benchmark of captions and lag, with a short talk."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from infra.local.stack import EmulatedStack
from tests.bench.stack import session
from tests.bench.talks import talks

pytestmark = [pytest.mark.emulator, pytest.mark.models, pytest.mark.embedded]


def test_a_short_talk_is_measured(stack: EmulatedStack, tmp_path: Path) -> None:
    async def measure() -> dict[str, Any]:
        async with session(stack) as opened:
            return await talks(opened, {"en": 1}, tmp_path)

    found = asyncio.run(measure())
    captions, lag = found["captions"], found["stream_laal_ms"]
    assert captions["first_words_ms"]["p50"] > 0
    assert captions["stable_words_changed"] == 0
    assert 0 < lag["text"] < lag["speech"]
    assert 0 < found["beyond_pause_ms"]["n"] <= found["segments"]
