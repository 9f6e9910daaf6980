"""The logs of functions during real conversations hold metrics and no content."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from infra.local.stack import EmulatedStack
from tests.emulator.talk import Talk, recording, ticket
from tests.emulator.waiting import eventually
from tests.words import words

pytestmark = [pytest.mark.emulator, pytest.mark.models]

DRAGOMAN = Path(sys.executable).with_name("dragoman")

STAGES = 4 * 5
"""Stages of the four messages that succeed."""


@dataclass(frozen=True)
class Conversation:
    events: list[dict[str, Any]]
    ticket: str
    recordings: list[bytes]
    printed_by: dict[str, str]
    """The output of each function during the conversation, by the name of its log."""

    @property
    def printed(self) -> str:
        return "".join(self.printed_by.values())

    def texts(self, name: str) -> Iterator[str]:
        return (event["data"][name] for event in self.events if name in event["data"])


@pytest.fixture(scope="module")
def conversation(stack: EmulatedStack) -> Conversation:
    """A conversation with both directions, both modes, and every kind of failure."""
    english, portuguese = recording("fleurs-en-004"), recording("fleurs-pt-002")
    before, shown, events = _sizes(stack.emulator.logs), ticket(stack), []
    with Talk.shown(stack, shown) as talk:
        for mode in ("streaming", "parallel"):
            talk.translate(english, mode=mode)
            events += talk.until_end()
            talk.translate(portuguese, mode=mode, source_lang="auto", target_lang="en")
            events += talk.until_end()
        talk.translate(b"no sound at all")
        events += talk.until_end()
        talk.say({"action": "translate", "audio_data": base64.b64encode(english).decode()})
        events += talk.until_end()
    conversation = Conversation(events, shown, [english, portuguese], {})

    def printed_completely() -> bool:
        """A function prints its last lines after its last event was received."""
        conversation.printed_by.update(_printed_since(stack.emulator.logs, before))
        complete = all(text.endswith("\n") for text in conversation.printed_by.values() if text)
        return complete and conversation.printed.count('"stage done"') >= STAGES

    assert eventually(printed_completely)
    return conversation


def _sizes(logs: Path) -> dict[Path, int]:
    return {path: path.stat().st_size for path in logs.glob("*.log")}


def _printed_since(logs: Path, before: dict[Path, int]) -> dict[str, str]:
    functions = (path for path in logs.glob("*.log") if path.name != "emulator.log")
    return {path.name: path.read_bytes()[before.get(path, 0) :].decode() for path in functions}


def test_the_recorded_conversation_succeeded(conversation: Conversation) -> None:
    """Otherwise the other tests would prove nothing."""
    kinds = [event["type"] for event in conversation.events]
    assert kinds.count("translation_complete") == 4
    assert kinds.count("error") == 2


def test_logs_hold_no_transcript_and_no_translation(conversation: Conversation) -> None:
    texts = [*conversation.texts("original_text"), *conversation.texts("translated_text")]
    said = {word for text in texts for word in words(text) if len(word) > 4}
    assert len(said) > 20
    printed = set(words(conversation.printed))
    assert not said & printed


def test_logs_hold_no_url_no_audio_and_no_ticket(conversation: Conversation) -> None:
    printed = conversation.printed
    assert "://" not in printed
    assert "X-Amz" not in printed
    assert conversation.ticket not in printed
    assert conversation.ticket[-20:] not in printed
    for sound in conversation.recordings:
        encoded = base64.b64encode(sound).decode()
        assert not any(encoded[at : at + 24] in printed for at in range(0, len(encoded) - 24, 4))


def test_every_line_of_output_is_json(conversation: Conversation) -> None:
    """The log lines, except those that Lambda's own client writes for the error raised by the
    invalid audio."""
    raised, printed = "Transcribe", conversation.printed_by
    assert any(raised in name for name in printed)
    for line in "".join(text for name, text in printed.items() if raised not in name).splitlines():
        assert isinstance(json.loads(line), dict), line


def test_stats_show_duration_and_queueing_of_each_stage(
    stack: EmulatedStack, conversation: Conversation
) -> None:
    found = _stats(stack)
    of_pair = [row for row in found["stages"] if row["pair"] == "pt-en"]
    assert {(row["service"], row["track"], row["mode"]) for row in of_pair} == {
        (*stage, mode)
        for mode in ("streaming", "parallel")
        for stage in (
            ("transcribe", ""),
            ("translate", ""),
            ("synthesize", "original"),
            ("synthesize", "translated"),
            ("complete", ""),
        )
    }
    for row in of_pair:
        assert row["duration"]["p50"] > 0
        assert 0 <= row["queueing"]["p50"] < 60_000
    heard = [row for row in of_pair if row["service"] == "transcribe"]
    assert all(0 < row["real_time_factor"]["p50"] < 5 for row in heard)


def test_stats_show_first_sound_and_errors(
    stack: EmulatedStack, conversation: Conversation
) -> None:
    found = _stats(stack)
    first = {(row["pair"], row["mode"]) for row in found["first_sound_ms"]}
    assert first >= {(p, m) for p in ("en-pt", "pt-en") for m in ("streaming", "parallel")}
    assert "not_audio" in {row["code"] for row in found["errors"]}
    assert "invalid_message" in {row["code"] for row in found["refusals"]}
    assert found["counts"]["ends"] >= 5
    assert {row["service"] for row in found["cold_starts"]} >= {"accept", "transcribe"}


def _stats(stack: EmulatedStack) -> dict[str, Any]:
    asked: list[str | Path] = [DRAGOMAN, "stats", "--json", "--logs", stack.emulator.logs]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=True)
    return dict(json.loads(done.stdout))
