"""Rooms: joins and departures are announced to the participants of the room only."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.conversation.connect import disconnect
from dragoman.conversation.conversation_ports import DisconnectPorts
from dragoman.errors import Throttled
from dragoman.ports import Connection
from dragoman.protocol import CODE_LETTERS
from tests.unit.world import ME, STRANGER, World

Json = dict[str, Any]
PHONE = Connection("phone", owner=ME.owner)


def open_room(world: World, who: Connection = ME, **fields: Any) -> Json:
    [room] = world.send({"action": "open_room", "name": "Ann", "language": "en"} | fields, who)
    assert room["type"] == "room"
    return dict(room["data"])


def join(world: World, room: Json, who: Connection, **fields: Any) -> Json:
    by: Json = {} if "code" in fields else {"room_id": room["room_id"]}
    [answer] = world.send(
        {"action": "join_room", "name": who.owner, "language": "pt"} | by | fields, who
    )
    return dict(answer)


def guest(world: World, name: str, **fields: Any) -> Connection:
    connection = Connection(f"{name}'s", owner=name, **fields)
    world.connections.add(connection)
    return connection


def about(room: Json, action: str, **fields: Any) -> Json:
    return {"action": action, "room_id": room["room_id"]} | fields


def code_of(answers: list[Json]) -> str:
    [answer] = answers
    assert answer["type"] == "error"
    return str(answer["data"]["code"])


def close_socket(world: World, who: Connection) -> None:
    ports = DisconnectPorts(world.rooms, world.notifier, world.clock, world.connections)
    disconnect(who.connection_id, ports)


@pytest.fixture
def room(world: World) -> Json:
    return open_room(world)


def test_the_speaker_who_opens_a_room_is_its_host(world: World) -> None:
    room = open_room(world, name="  Ann Müller ")
    [ann] = room["participants"]
    assert room["host"] == room["you"] == ann["participant_id"]
    assert ann | {"participant_id": ""} == {
        "participant_id": "", "name": "Ann Müller", "language": "en", "connected": True,
        "captions_only": False,
    }  # fmt: skip
    assert room["link"] == f"#room={room['room_id']}"
    assert (room["turn"], room["locked"]) == (0, False)


def test_the_id_is_unguessable_and_the_code_is_for_reading_aloud(room: Json) -> None:
    assert len(room["room_id"]) >= 22
    assert len(room["code"]) == 6
    assert set(room["code"]) <= set(CODE_LETTERS)
    assert not set(CODE_LETTERS) & set("OIL01")
    assert room["code_expires_in_s"] in range(590, 601)


def test_joining_returns_the_room_and_notifies_the_others(world: World, room: Json) -> None:
    joined = join(world, room, STRANGER)
    assert joined["type"] == "room"
    assert [one["name"] for one in joined["data"]["participants"]] == ["Ann", "bob"]
    assert joined["data"]["you"] == joined["data"]["participants"][1]["participant_id"]
    update = world.received(ME)[-1]
    assert update["type"] == "room_update"
    assert update["data"]["change"] == "joined"
    assert update["data"]["participant_id"] == joined["data"]["you"]
    assert update["data"]["revision"] == joined["data"]["revision"] > room["revision"]


@pytest.mark.parametrize("written", ["{}", "{}-{}", " {} {} "])
def test_a_code_is_read_however_it_is_typed(world: World, room: Json, written: str) -> None:
    code = room["code"].lower()
    typed = code if written == "{}" else written.format(code[:3], code[3:])
    assert join(world, room, STRANGER, code=typed)["type"] == "room"


def test_nobody_learns_who_the_others_are(world: World, room: Json) -> None:
    joined = join(world, room, STRANGER)
    assert ME.connection_id not in {key for one in joined["data"]["participants"] for key in one}
    assert "owner" not in json.dumps(joined)


def test_a_code_expires_and_is_renewed(world: World, room: Json) -> None:
    world.clock.advance(601)
    assert join(world, room, STRANGER, code=room["code"])["data"]["code"] == "room_unknown"
    renewed = world.send(about(room, "renew_code"))[-1]["data"]
    assert renewed["change"] == "code_renewed"
    assert renewed["code"] != room["code"]
    assert join(world, room, STRANGER, code=renewed["code"])["type"] == "room"


def test_a_renewed_code_replaces_the_former_one(world: World, room: Json) -> None:
    world.send(about(room, "renew_code"))
    assert join(world, room, STRANGER, code=room["code"])["data"]["code"] == "room_unknown"


def test_guessing_codes_is_rate_limited(world: World, room: Json) -> None:
    for _ in range(10):
        assert join(world, room, STRANGER, code="AAAAAA")["data"]["code"] == "room_unknown"
    for code in ("AAAAAA", room["code"]):
        refused = join(world, room, STRANGER, code=code)["data"]
        assert refused["code"] == "rate_limited"
        assert refused["retry_after_ms"] > 0
    assert join(world, room, guest(world, "eve"), code=room["code"])["type"] == "room"
    world.clock.advance(601)
    assert join(world, room, STRANGER, code="AAAAAA")["data"]["code"] == "room_unknown"


def test_guests_of_one_address_guess_together(world: World, room: Json) -> None:
    for number in range(10):
        join(world, room, guest(world, f"eve-{number}", address_key="home"), code="AAAAAA")
    other = guest(world, "other", address_key="home")
    assert join(world, room, other, code=room["code"])["data"]["code"] == "rate_limited"


def test_right_codes_are_not_counted(world: World, room: Json) -> None:
    for number in range(15):
        friend = guest(world, f"friend-{number}", address_key="home")
        assert join(world, room, friend, code=room["code"])["type"] == "room"


def test_the_same_person_joins_once(world: World, room: Json) -> None:
    world.connections.add(PHONE)
    assert join(world, room, PHONE)["data"]["code"] == "already_in_room"


def test_a_full_room_is_refused(world: World, room: Json) -> None:
    for number in range(19):
        join(world, room, guest(world, f"g{number}"))
    refused = join(world, room, STRANGER)["data"]
    assert (refused["code"], refused["room_id"]) == ("room_full", room["room_id"])


def test_the_languages_are_limited() -> None:
    world = World()
    limits = world.capabilities.limits.model_copy(update={"room_languages": 1})
    object.__setattr__(world.capabilities, "limits", limits)
    room = open_room(world)
    assert join(world, room, STRANGER)["data"]["code"] == "too_many_languages"
    assert join(world, room, STRANGER, language="en")["type"] == "room"
    update = about(room, "update_participant", language="pt")
    assert code_of(world.send(update)) == "too_many_languages"


def test_a_language_that_is_not_offered_is_refused(world: World, room: Json) -> None:
    assert join(world, room, STRANGER, language="tlh")["data"]["code"] == "unsupported_language"
    update = about(room, "update_participant", language="tlh")
    assert code_of(world.send(update)) == "unsupported_language"
    opening = {"action": "open_room", "name": "A", "language": "tlh"}
    assert code_of(world.send(opening, STRANGER)) == "unsupported_language"


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "x" * 500,
        "a\nb",
        "a\x00",
        "\x1b[31mred",
        "<b>bold</b>",
        "\u202eevil",
        "...",
        None,
        7,
    ],
)
def test_an_invalid_name_is_refused(world: World, room: Json, name: Any) -> None:
    assert join(world, room, STRANGER, name=name)["data"]["code"] == "invalid_message"
    assert code_of(world.send(about(room, "update_participant", name=name or ""))) == (
        "invalid_message"
    )


@pytest.mark.parametrize("name", ["Zoë", "李雷", "محمد", "R2-D2", "O'Neill", "👩‍🚀 Eva"])
def test_names_of_all_scripts_are_taken(world: World, room: Json, name: str) -> None:
    assert join(world, room, STRANGER, name=name)["data"]["participants"][1]["name"] == name


def test_nobody_can_join_a_locked_room_until_it_is_unlocked(world: World, room: Json) -> None:
    assert world.send(about(room, "lock_room"))[-1]["data"]["change"] == "locked"
    assert join(world, room, STRANGER)["data"]["code"] == "room_locked"
    assert join(world, room, STRANGER, code=room["code"])["data"]["code"] == "room_locked"
    world.send(about(room, "lock_room", locked=False))
    assert join(world, room, STRANGER)["type"] == "room"


def test_a_removed_participant_is_told_and_cannot_return(world: World, room: Json) -> None:
    bob = join(world, room, STRANGER)["data"]["you"]
    world.send(about(room, "remove_participant", participant_id=bob))
    assert world.received(STRANGER)[-1] == {
        "type": "room_left", "data": {"room_id": room["room_id"], "reason": "removed"},
    }  # fmt: skip
    assert world.received(ME)[-1]["data"]["change"] == "removed"
    assert join(world, room, STRANGER)["data"]["code"] == "removed_from_room"


def test_a_participant_who_left_receives_no_events(world: World, room: Json) -> None:
    join(world, room, STRANGER)
    [left] = world.send(about(room, "leave_room"), STRANGER)
    assert left["data"]["reason"] == "left"
    assert world.received(ME)[-1]["data"]["change"] == "left"
    world.send(about(room, "speaking", speaking=True))
    assert world.received(STRANGER)[-1] == left
    assert join(world, room, STRANGER)["type"] == "room"


def test_the_role_of_the_host_passes_on(world: World, room: Json) -> None:
    bob = join(world, room, STRANGER)["data"]["you"]
    world.send(about(room, "leave_room"))
    assert world.received(STRANGER)[-1]["data"]["host"] == bob
    assert world.send(about(room, "lock_room"), STRANGER)[-1]["data"]["locked"]


def test_the_first_to_join_an_empty_room_becomes_its_host(world: World, room: Json) -> None:
    world.send(about(room, "leave_room"))
    joined = join(world, room, STRANGER)["data"]
    assert joined["host"] == joined["you"]


def test_a_closed_room_is_gone_for_everyone(world: World, room: Json) -> None:
    join(world, room, STRANGER)
    world.send(about(room, "close_room"))
    for who in (ME, STRANGER):
        assert world.received(who)[-1]["data"]["reason"] == "closed"
    assert join(world, room, STRANGER)["data"]["code"] == "room_unknown"
    assert join(world, room, STRANGER, code=room["code"])["data"]["code"] == "room_unknown"
    assert code_of(world.send(about(room, "resume_room"))) == "not_in_room"


def test_a_change_of_name_and_language_is_told(world: World, room: Json) -> None:
    join(world, room, STRANGER)
    world.send(about(room, "update_participant", name="Anna", language="pt"))
    for who in (ME, STRANGER):
        update = world.received(who)[-1]["data"]
        assert update["change"] == "updated"
        assert update["participants"][0]["name"] == "Anna"
        assert update["participants"][0]["language"] == "pt"


def test_the_others_see_who_speaks(world: World, room: Json) -> None:
    join(world, room, STRANGER)
    before = world.received(ME)
    for speaking, change in ((True, "speaking"), (False, "silent")):
        world.send(about(room, "speaking", speaking=speaking))
        update = world.received(STRANGER)[-1]["data"]
        assert (update["change"], update["participant_id"]) == (change, room["you"])
    assert world.received(ME) == before


def test_a_closed_socket_keeps_the_place_of_its_participant(world: World, room: Json) -> None:
    join(world, room, STRANGER)
    close_socket(world, STRANGER)
    update = world.received(ME)[-1]["data"]
    assert update["change"] == "disconnected"
    assert [one["connected"] for one in update["participants"]] == [True, False]
    again = Connection("again", owner=STRANGER.owner)
    world.connections.add(again)
    answers = world.send(about(room, "resume_room"), again)
    assert [answer["type"] for answer in answers] == ["room", "room_resumed"]
    assert answers[0]["data"]["participants"][1]["connected"]
    assert world.received(ME)[-1]["data"]["change"] == "connected"


def test_a_second_device_replaces_the_first(world: World, room: Json) -> None:
    join(world, room, STRANGER)
    world.connections.add(PHONE)
    world.send(about(room, "resume_room"), PHONE)
    assert world.received(ME)[-1]["data"]["reason"] == "resumed_elsewhere"
    close_socket(world, ME)  # the place is no longer its own
    world.send(about(room, "speaking", speaking=True), STRANGER)
    assert world.received(PHONE)[-1]["data"]["participants"][0]["connected"]


def test_a_connection_is_in_one_room_at_a_time(world: World, room: Json) -> None:
    join(world, room, STRANGER)
    open_room(world)
    update = world.received(STRANGER)[-1]["data"]
    assert update["change"] == "disconnected"
    assert update["room_id"] == room["room_id"]


def test_a_room_without_a_word_is_gone_after_a_day(world: World, room: Json) -> None:
    world.clock.advance(86_500)
    assert join(world, room, STRANGER)["data"]["code"] == "room_unknown"


def test_an_unreachable_participant_delays_nobody(world: World, room: Json) -> None:
    join(world, room, STRANGER)
    world.notifier.trouble[STRANGER.connection_id] = Throttled()
    other = guest(world, "other")
    assert join(world, room, other)["type"] == "room"
    assert world.received(ME)[-1]["data"]["change"] == "joined"


REQUESTS = (
    {"action": "leave_room"},
    {"action": "resume_room"},
    {"action": "update_participant", "name": "Eve"},
    {"action": "speaking", "speaking": True},
    {"action": "remove_participant", "participant_id": "x"},
    {"action": "lock_room"},
    {"action": "renew_code"},
    {"action": "close_room"},
)


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: request["action"])
def test_an_outsider_can_do_nothing_in_a_room(world: World, room: Json, request_: Json) -> None:
    before = world.received(ME)
    real = world.send(request_ | {"room_id": room["room_id"]}, STRANGER)
    unreal = world.send(request_ | {"room_id": "nowhere"}, STRANGER)
    assert code_of(real) == code_of(unreal) == "not_in_room"
    assert real[0]["data"]["message"] == unreal[0]["data"]["message"]
    assert world.received(ME) == before


@pytest.mark.parametrize(
    "request_",
    [
        one
        for one in REQUESTS
        if one["action"] not in {"leave_room", "resume_room", "speaking", "update_participant"}
    ],
    ids=lambda request: request["action"],
)
def test_only_the_host_may(world: World, room: Json, request_: Json) -> None:
    join(world, room, STRANGER)
    assert code_of(world.send(request_ | {"room_id": room["room_id"]}, STRANGER)) == "not_host"


def test_only_participants_can_be_removed(world: World, room: Json) -> None:
    removal = about(room, "remove_participant", participant_id="nobody")
    assert code_of(world.send(removal)) == "participant_unknown"


def test_a_room_is_named_once(world: World) -> None:
    both = {"action": "join_room", "name": "A", "language": "en", "room_id": "r", "code": "ABCDEF"}
    assert code_of(world.send(both)) == "invalid_message"


@given(st.lists(st.sampled_from(["join", "leave", "drop", "resume", "language"]), max_size=12))
def test_everyone_in_the_room_sees_the_same_room(steps: list[str]) -> None:
    """Whatever a second participant does, the newest state that the host saw is the stored one."""
    world = World()
    room = open_room(world)
    for step in steps:
        match step:
            case "join":
                join(world, room, STRANGER)
            case "leave":
                world.send(about(room, "leave_room"), STRANGER)
            case "drop":
                close_socket(world, STRANGER)
                world.connections.add(STRANGER)
            case "resume":
                world.send(about(room, "resume_room"), STRANGER)
            case "language":
                world.send(about(room, "update_participant", language="pt"), STRANGER)
    seen = max(
        (m["data"] for m in world.received(ME) if m["type"] in {"room", "room_update"}),
        key=lambda data: data["revision"],
    )
    stored = world.rooms.get(room["room_id"])
    assert stored is not None
    assert seen["revision"] == stored.revision
    assert [one["participant_id"] for one in seen["participants"]] == [
        one.participant_id for one in stored.participants
    ]
