"""Clients of the first version send one message without an `action`; the address names the mode."""

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


def old_message(**fields: Any) -> dict[str, Any]:
    """A message of such a client."""
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
def test_a_message_without_an_action_is_translated_in_the_mode_of_its_address(
    world: World, mode: Mode, action: dict[str, str]
) -> None:
    [started] = world.send(old_message() | action, OLD[mode])
    assert started["type"] == "processing_started"
    assert [job.mode for job in world.workflow.jobs] == [mode]


def test_a_mode_in_the_message_overrides_the_mode_of_its_address(world: World) -> None:
    world.send(old_message(mode="streaming"), OLD[Mode.PARALLEL])
    assert world.workflow.jobs[0].mode is Mode.STREAMING


def test_a_client_of_the_first_version_receives_only_events_it_knows(world: World) -> None:
    world.send(old_message(), OLD[Mode.STREAMING])
    world.flow(world.workflow.jobs[0])
    received = world.received(OLD[Mode.STREAMING])
    assert {event["type"] for event in received} == KNOWN - {"error"}
    assert received[-1]["data"]["translated_text"] == "Bom dia."
    assert all(key.rpartition("/")[2].count("-") == 0 for key in world.audio.files)


def test_an_invalid_message_of_the_first_version_gets_an_error(world: World) -> None:
    message = old_message()
    del message["target_lang"]
    [error] = world.send(message, OLD[Mode.STREAMING])
    assert (error["type"], error["data"]["code"]) == ("error", "invalid_message")
    assert error["data"]["message_id"] == message["message_id"]
    assert world.send("[]", OLD[Mode.STREAMING])[0]["type"] == "error"


def test_a_connection_of_the_first_version_may_send_today_s_messages(world: World) -> None:
    [pong] = world.send({"action": "ping"}, OLD[Mode.STREAMING])
    assert pong["type"] == "pong"


def test_other_connections_need_an_action(world: World) -> None:
    [error] = world.send(old_message(), ME)
    assert error["data"]["code"] == "unknown_action"


def test_the_mode_survives_a_hello(world: World) -> None:
    world.send({"action": "hello"}, OLD[Mode.PARALLEL])
    world.send(old_message(), OLD[Mode.PARALLEL])
    assert world.workflow.jobs[0].mode is Mode.PARALLEL
