"""The contract of Rooms, for the fake and for DynamoDB."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from dragoman.aws.rooms_table import DynamoDBRooms
from dragoman.ports import Rooms, TakenTurn
from dragoman.room import Participant, Room
from tests import conftest
from tests.fakes import FakeRooms, TickingClock

DAY_S = 86_400
ANN = Participant(
    "p1", "guest:ann", "Ann", ((1, "en"), (4, "pt")), "L0SM9cOFvHcCIhw=", ("audio/ogg",)
)
BOB = Participant("p2", "guest:bob", "Bób 鮑", ((2, "pt"),))


@pytest.fixture
def clock() -> TickingClock:
    return TickingClock()


@pytest.fixture(params=["fake", "moto", pytest.param("emulated", marks=pytest.mark.emulator)])
def rooms(request: pytest.FixtureRequest, clock: TickingClock) -> Rooms:
    if request.param == "fake":
        return FakeRooms(clock, DAY_S)
    request.getfixturevalue(request.param)
    return DynamoDBRooms(conftest.ROOMS, retention_s=DAY_S, clock=clock, timeout_s=5)


@pytest.fixture
def room() -> Room:
    return Room(
        str(uuid.uuid4()), (ANN, BOB), "p1", locked=True, code="ABCDEF", code_expires_at_s=9,
        removed=("guest:eve",),
    )  # fmt: skip


def test_a_room_is_returned_as_it_was_created(rooms: Rooms, room: Room) -> None:
    rooms.create(room)
    assert rooms.get(room.room_id) == room


def test_an_unknown_room_is_none(rooms: Rooms) -> None:
    assert rooms.get("unknown") is None


def test_a_changed_room_has_the_next_revision(rooms: Rooms, room: Room) -> None:
    rooms.create(room)
    assert rooms.replace(replace(room, locked=False))
    assert rooms.get(room.room_id) == replace(room, locked=False, revision=1)


def test_the_first_of_two_changes_of_one_revision_is_kept(rooms: Rooms, room: Room) -> None:
    rooms.create(room)
    assert rooms.replace(room.leave(BOB))
    assert not rooms.replace(room.leave(ANN))
    stored = rooms.get(room.room_id)
    assert stored is not None
    assert stored.participants == (ANN,)


def test_a_room_that_is_gone_cannot_be_changed(rooms: Rooms, room: Room) -> None:
    rooms.create(room)
    rooms.remove(room.room_id)
    assert rooms.get(room.room_id) is None
    assert not rooms.replace(room)
    assert rooms.get(room.room_id) is None


def test_removing_an_unknown_room_does_nothing(rooms: Rooms) -> None:
    rooms.remove("unknown")


def test_a_room_is_gone_after_a_day(rooms: Rooms, room: Room, clock: TickingClock) -> None:
    rooms.create(room)
    clock.advance(DAY_S - 60)
    assert rooms.get(room.room_id) == room
    clock.advance(120)
    assert rooms.get(room.room_id) is None


def test_a_code_leads_to_its_room_until_it_expires(rooms: Rooms, clock: TickingClock) -> None:
    code = uuid.uuid4().hex
    assert rooms.claim_code(code, "r1", round(clock()) + 600)
    assert rooms.room_of_code(code) == "r1"
    clock.advance(700)
    assert rooms.room_of_code(code) is None


def test_an_unknown_code_leads_nowhere(rooms: Rooms) -> None:
    assert rooms.room_of_code("ZZZZZZ") is None


def test_a_code_is_taken_until_it_expires(rooms: Rooms, clock: TickingClock) -> None:
    code = uuid.uuid4().hex
    assert rooms.claim_code(code, "r1", round(clock()) + 600)
    assert not rooms.claim_code(code, "r2", round(clock()) + 600)
    clock.advance(700)
    assert rooms.claim_code(code, "r2", round(clock()) + 600)
    assert rooms.room_of_code(code) == "r2"


def test_turns_are_numbered_in_one_order(rooms: Rooms, room: Room) -> None:
    rooms.create(room)
    for number in (1, 2, 3):
        taken = rooms.next_turn(room.room_id, f"m{number}", number)
        assert taken == replace(room, turns=number)
    assert rooms.get(room.room_id) == replace(room, turns=3)
    assert rooms.turns_after(room.room_id, 1) == [TakenTurn(2, "m2", 2), TakenTurn(3, "m3", 3)]
    assert rooms.turns_after(room.room_id, 3) == []
    assert rooms.turns_after(room.room_id, 10**12) == []


def test_a_change_of_the_room_and_a_turn_do_not_disturb_each_other(
    rooms: Rooms, room: Room
) -> None:
    rooms.create(room)
    rooms.next_turn(room.room_id, "m", 0)
    assert rooms.replace(room.leave(BOB))
    stored = rooms.get(room.room_id)
    assert stored == replace(room.leave(BOB), turns=1, revision=1)


def test_a_room_lives_for_a_day_after_its_last_turn(
    rooms: Rooms, room: Room, clock: TickingClock
) -> None:
    rooms.create(room)
    clock.advance(DAY_S - 60)
    assert rooms.next_turn(room.room_id, "m", 0)
    clock.advance(DAY_S - 60)
    assert rooms.get(room.room_id)
    clock.advance(120)
    assert rooms.next_turn(room.room_id, "m", 1) is None
    assert rooms.get(room.room_id) is None


def test_an_unknown_room_has_no_turns(rooms: Rooms) -> None:
    assert rooms.next_turn("unknown", "m", 0) is None
    assert rooms.turns_after("unknown", 0) == []
    assert rooms.get("unknown") is None


def test_the_rooms_of_an_owner_are_noted_once_each(rooms: Rooms) -> None:
    ann, bob = f"guest:{uuid.uuid4()}", f"guest:{uuid.uuid4()}"
    for owner, room_id in ((ann, "one"), (ann, "two"), (ann, "one"), (bob, "two")):
        rooms.note_member(owner, room_id)
    assert sorted(rooms.rooms_of(ann)) == ["one", "two"]
    assert rooms.rooms_of(bob) == ["two"]
    assert rooms.rooms_of("guest:nobody") == []
