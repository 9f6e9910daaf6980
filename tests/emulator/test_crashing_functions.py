"""A function whose process dies on every try ends its segment and does not affect the next one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from infra.local.stack import EmulatedStack
from tests.emulator.processes import kill
from tests.emulator.talk import Talk, recording
from tests.emulator.waiting import eventually

pytestmark = [pytest.mark.emulator, pytest.mark.models]

ENGLISH = recording("fleurs-en-004")


@contextmanager
def deadly(stack: EmulatedStack, function: str) -> Iterator[None]:
    """Kills every process of the function as soon as it starts."""
    over = threading.Event()

    def murder() -> None:
        while not over.wait(0.02):
            kill(stack, function)

    murdering = threading.Thread(target=murder)
    murdering.start()
    try:
        yield
    finally:
        over.set()
        murdering.join()


def test_a_stage_that_crashes_on_every_try_ends_the_segment_with_an_error(
    stack: EmulatedStack,
) -> None:
    with Talk.open(stack) as talk:
        with deadly(stack, "transcribe"):
            talk.translate(ENGLISH)
            end = talk.until_end()[-1]
        assert (end["type"], end["data"]["code"]) == ("error", "crashed")
        assert end["data"]["retryable"] is True
        talk.translate(ENGLISH)
        assert talk.until_end()[-1]["type"] == "translation_complete"


def test_a_voice_that_crashes_on_every_try_affects_only_that_voice(stack: EmulatedStack) -> None:
    with Talk.open(stack) as talk:
        with deadly(stack, "synthesize"):
            talk.translate(ENGLISH)
            end = talk.until_end()[-1]
        assert end["type"] == "translation_complete"
        assert end["data"]["translated_text"]
        assert {warning["code"] for warning in end["data"]["warnings"]} == {"crashed"}
        assert eventually(lambda: _whole(talk))


def _whole(talk: Talk) -> bool:
    talk.translate(ENGLISH)
    end = talk.until_end()[-1]
    return bool(end["type"] == "translation_complete" and end["data"]["warnings"] == [])
