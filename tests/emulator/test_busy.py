"""Overload: the service answers busy at once and completes the messages it accepted."""

from __future__ import annotations

from typing import Any

import pytest

from infra.local.stack import EmulatedStack
from tests.emulator.talk import Talk, recording
from tests.emulator.test_identity import told
from tests.emulator.waiting import eventually

pytestmark = [pytest.mark.emulator, pytest.mark.models]

ENGLISH = recording("fleurs-en-004")
MESSAGES = 12
"""More than the processes of accept, each of which may accept one before it sees the others."""


def test_a_full_service_answers_busy_and_completes_accepted_messages(
    stack: EmulatedStack,
) -> None:
    with told(stack, "Accept", max_concurrent_segments="1"), Talk.open(stack) as talk:
        for _ in range(MESSAGES):
            talk.translate(ENGLISH)
        refused: list[dict[str, Any]] = []
        ended: list[dict[str, Any]] = []
        while len(refused) + len(ended) < MESSAGES:
            event = talk.hear()
            if event["type"] == "error":
                refused.append(event["data"])
            elif event["type"] == "translation_complete":
                ended.append(event["data"])
        assert {refusal["code"] for refusal in refused} == {"busy"}
        assert all(refusal["retryable"] for refusal in refused)
        assert all(refusal["retry_after_ms"] > 0 for refusal in refused)
        assert all(end["translated_text"] for end in ended)

        def taken() -> bool:
            talk.translate(ENGLISH, message_id=refused[0]["message_id"])
            return bool(talk.until_end()[-1]["type"] == "translation_complete")

        assert eventually(taken)
