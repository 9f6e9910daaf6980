"""Rooms on the deployed stack, with sockets of several people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx2
import pytest

from infra.local.deployed_stack import DeployedStack
from tests.emulator.talk import Talk
from tests.emulator.test_identity import secret

pytestmark = [pytest.mark.emulator]

Json = dict[str, Any]


@pytest.fixture
def sockets() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


def test_people_meet_by_link_and_by_code_and_see_who_is_there(
    stack: DeployedStack, sockets: ExitStack
) -> None:
    ann, bob, eve = (sockets.enter_context(Talk.open(stack)) for _ in range(3))
    room = ann.ask({"action": "open_room", "name": "Ann", "language": "en"})["data"]
    about = {"room_id": room["room_id"]}
    joined = bob.ask({"action": "join_room", "name": "Bob", "language": "pt"} | about)["data"]
    assert [one["name"] for one in joined["participants"]] == ["Ann", "Bob"]
    assert ann.until("room_update")["participant_id"] == joined["you"]
    code = room["code"].lower()
    third = eve.ask({"action": "join_room", "code": code, "name": "Eve", "language": "pt"})["data"]
    assert third["room_id"] == room["room_id"]
    for other in (ann, bob):
        assert other.until("room_update")["participant_id"] == third["you"]
    ann.say({"action": "remove_participant", "participant_id": third["you"]} | about)
    assert eve.until("room_left")["reason"] == "removed"
    assert eve.ask({"action": "speaking", "speaking": True} | about)["data"]["code"] == (
        "not_in_room"
    )
    ann.say({"action": "close_room"} | about)
    assert bob.until("room_left")["reason"] == "closed"


def test_a_lost_socket_is_seen_and_replaced(stack: DeployedStack, sockets: ExitStack) -> None:
    ann, bobs = sockets.enter_context(Talk.open(stack)), secret()
    room_id = ann.ask({"action": "open_room", "name": "Ann", "language": "en"})["data"]["room_id"]
    with Talk.open(stack, bobs) as bob:
        bob.ask({"action": "join_room", "room_id": room_id, "name": "Bob", "language": "pt"})
    assert ann.until("room_update", change="disconnected")["participants"][1]["connected"] is False
    bob = sockets.enter_context(Talk.open(stack, bobs))
    assert bob.ask({"action": "resume_room", "room_id": room_id})["type"] == "room"
    assert bob.hear()["type"] == "room_resumed"
    assert ann.until("room_update", change="connected")["participants"][1]["connected"]


def test_a_room_opened_over_http_is_entered_on_a_socket(
    stack: DeployedStack, sockets: ExitStack
) -> None:
    anns = secret()
    bearer = {"Authorization": f"Bearer {anns}"}
    opened = httpx2.post(
        f"{stack.http_url}/v1/rooms", json={"name": "Ann", "language": "en"}, headers=bearer, timeout=20
    )  # fmt: skip
    assert opened.status_code == 201
    room_id = opened.json()["room_id"]
    ann = sockets.enter_context(Talk.open(stack, anns))
    assert ann.ask({"action": "resume_room", "room_id": room_id})["data"]["host"]
    closed = httpx2.delete(f"{stack.http_url}/v1/rooms/{room_id}", headers=bearer, timeout=20)
    assert closed.status_code == 204
    assert ann.until("room_left")["reason"] == "closed"


def test_ten_people_who_join_at_once_are_all_there(
    stack: DeployedStack, sockets: ExitStack
) -> None:
    ann, *guests = (sockets.enter_context(Talk.open(stack)) for _ in range(11))
    room_id = ann.ask({"action": "open_room", "name": "Ann", "language": "en"})["data"]["room_id"]
    for number, guest in enumerate(guests):
        guest.say(
            {"action": "join_room", "room_id": room_id, "name": f"G{number}", "language": "pt"}
        )
    for guest in guests:
        guest.until("room")
    room = ann.ask({"action": "resume_room", "room_id": room_id})
    while room["type"] != "room":
        room = ann.hear()
    assert len(room["data"]["participants"]) == 11
