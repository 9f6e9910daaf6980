"""Clients of the first version: one message without an `action`, and the mode in the address."""

from __future__ import annotations

import base64
import uuid
from typing import Any

import pytest

from dragoman.conversation.legacy_protocol import requested_mode
from dragoman.ports import Connection
from dragoman.protocol import Mode
from tests.fakes import recording
from tests.unit.world import ME, World

OLD = {mode: Connection(f"old-{mode}", owner="ann", mode=mode) for mode in Mode}
KNOWN = {
    "processing_started", "processing_update", "stt_result", "translation_result", "audio_ready",
    "translation_complete", "error",
}  # fmt: skip


@pytest.fixture
def world() -> World:
    world = World()
    for connection in OLD.values():
        world.connections.add(connection)
    return world


def said(**fields: Any) -> dict[str, Any]:
    """What such a client says."""
    return {
        "message_id": str(uuid.uuid4()),
        "audio_data": base64.b64encode(recording("Good morning.", "en")).decode(),
        "source_lang": "en",
        "target_lang": "pt",
    } | fields


@pytest.mark.parametrize(
    ("query", "mode"),
    [
        ({"mode": "streaming"}, Mode.STREAMING),
        ({"mode": "parallel", "ticket": "t"}, Mode.PARALLEL),
        ({"mode": "sideways"}, None),
        ({"ticket": "t"}, None),
        ({}, None),
    ],
)
def test_the_address_names_the_mode(query: dict[str, str], mode: Mode | None) -> None:
    assert requested_mode(query) == mode


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("action", [{}, {"action": "translate"}])
def test_its_one_message_is_translated_in_the_mode_of_its_address(
    world: World, mode: Mode, action: dict[str, str]
) -> None:
    [started] = world.send(said() | action, OLD[mode])
    assert started["type"] == "processing_started"
    assert [job.mode for job in world.workflow.jobs] == [mode]


def test_a_mode_that_it_names_itself_stands(world: World) -> None:
    world.send(said(mode="streaming"), OLD[Mode.PARALLEL])
    assert world.workflow.jobs[0].mode is Mode.STREAMING


def test_it_hears_the_names_it_knows_and_no_others(world: World) -> None:
    world.send(said(), OLD[Mode.STREAMING])
    world.flow(world.workflow.jobs[0])
    received = world.received(OLD[Mode.STREAMING])
    assert {event["type"] for event in received} == KNOWN - {"error"}
    assert received[-1]["data"]["translated_text"] == "Bom dia."
    assert all(key.rpartition("/")[2].count("-") == 0 for key in world.audio.files)


def test_what_it_says_wrong_it_is_told(world: World) -> None:
    message = said()
    del message["target_lang"]
    [error] = world.send(message, OLD[Mode.STREAMING])
    assert (error["type"], error["data"]["code"]) == ("error", "invalid_message")
    assert error["data"]["message_id"] == message["message_id"]
    assert world.send("[]", OLD[Mode.STREAMING])[0]["type"] == "error"


def test_its_connection_may_speak_as_one_does_today(world: World) -> None:
    [pong] = world.send({"action": "ping"}, OLD[Mode.STREAMING])
    assert pong["type"] == "pong"


def test_on_other_connections_an_action_is_needed(world: World) -> None:
    [error] = world.send(said(), ME)
    assert error["data"]["code"] == "unknown_action"


def test_the_mode_outlives_a_greeting(world: World) -> None:
    world.send({"action": "hello"}, OLD[Mode.PARALLEL])
    world.send(said(), OLD[Mode.PARALLEL])
    assert world.workflow.jobs[0].mode is Mode.PARALLEL
