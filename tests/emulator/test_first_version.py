"""A client of the first version, unchanged except for its address."""

from __future__ import annotations

import base64
import json
import uuid
from typing import Any

import pytest
from websockets.sync.client import connect

from dragoman.audio.codec import PyAVCodec
from infra.local.stack import EmulatedStack
from tests.emulator.talk import SPEECH, fetch, recording, ticket
from tests.words import word_error

pytestmark = [pytest.mark.emulator, pytest.mark.models]

WS, WS_PARALLEL = "streaming", "parallel"
"""Query parameters in place of the first version's paths `/ws` and `/ws/parallel`."""


class ClientOfTheFirstVersion:
    """Sends one message and knows a fixed set of events; any other is an error."""

    def __init__(self, address: str) -> None:
        self._address = address
        self.stages: list[str] = []
        self.texts: dict[str, str] = {}
        self.audio: dict[str, str] = {}
        self.complete: dict[str, Any] = {}
        self.error: str | None = None

    def translate(self, audio: bytes, source: str, target: str, **fields: str) -> None:
        message = {
            "message_id": str(uuid.uuid4()),
            "audio_data": base64.b64encode(audio).decode(),
            "source_lang": source,
            "target_lang": target,
        } | fields
        with connect(self._address) as socket:
            socket.send(json.dumps(message))
            while not self.complete and not self.error:
                event = json.loads(socket.recv(timeout=60))
                data = event["data"]
                assert data["message_id"] == message["message_id"]
                getattr(self, f"on_{event['type']}")(data)

    def on_processing_started(self, data: dict[str, Any]) -> None:
        self.stages.append("started")

    def on_processing_update(self, data: dict[str, Any]) -> None:
        self.stages.append(data["stage"])

    def on_stt_result(self, data: dict[str, Any]) -> None:
        self.texts["original"] = data["original_text"]

    def on_translation_result(self, data: dict[str, Any]) -> None:
        self.texts["translated"] = data["translated_text"]

    def on_audio_ready(self, data: dict[str, Any]) -> None:
        self.audio[data["track"]] = data["url"]

    def on_translation_complete(self, data: dict[str, Any]) -> None:
        self.complete = data

    def on_error(self, data: dict[str, Any]) -> None:
        self.error = data["message"]


def client(stack: EmulatedStack, mode: str) -> ClientOfTheFirstVersion:
    return ClientOfTheFirstVersion(f"{stack.websocket_url}?ticket={ticket(stack)}&mode={mode}")


@pytest.mark.parametrize("mode", [WS, WS_PARALLEL])
@pytest.mark.parametrize("action", [{}, {"action": "translate"}])
def test_a_first_version_client_receives_its_events(
    stack: EmulatedStack, mode: str, action: dict[str, str]
) -> None:
    old = client(stack, mode)
    old.translate(recording("fleurs-en-004"), "en", "pt", **action)
    assert old.error is None
    assert old.stages[0] == "started"
    assert {"transcribing", "translating", "synthesizing"} <= set(old.stages)
    assert word_error((SPEECH / "fleurs-en-004.txt").read_text(), old.texts["original"]) < 0.6
    done = old.complete
    assert done["original_text"] == old.texts["original"]
    assert done["translated_text"] == old.texts["translated"]
    for track in ("original", "translated"):
        assert fetch(done[f"audio_url_{track}"]) == fetch(old.audio[track])
        assert PyAVCodec(60).decode(fetch(old.audio[track])).duration_s > 1


def test_a_first_version_client_receives_errors(stack: EmulatedStack) -> None:
    old = client(stack, WS)
    old.translate(b"<html>", "en", "pt")
    assert old.error
