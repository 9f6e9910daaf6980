"""Rooms over HTTP."""

from dragoman.ports import Connection
from tests.unit.http.conftest import ANN, BOB, Answer, Service


def _open(service: Service, who: str = ANN, **fields: str) -> Answer:
    return service.ask("POST", "/v1/rooms", {"name": "Ann", "language": "en"} | fields, who=who)


def test_a_room_is_opened_read_and_closed(service: Service) -> None:
    opened = _open(service)
    assert opened.status == 201
    assert opened.body["participants"][0]["connected"] is False
    path = f"/v1/rooms/{opened.body['room_id']}"
    read = service.ask("GET", path)
    assert (read.status, read.body["you"]) == (200, opened.body["you"])
    assert service.ask("DELETE", path).status == 204
    assert (gone := service.ask("GET", path)).status == 404
    assert gone.body["code"] == "not_in_room"


def test_nobody_reads_or_closes_the_room_of_another(service: Service) -> None:
    room_id = _open(service).body["room_id"]
    for method in ("GET", "DELETE"):
        for path in (f"/v1/rooms/{room_id}", "/v1/rooms/nowhere"):
            refused = service.ask(method, path, who=BOB)
            assert (refused.status, refused.body["code"]) == (404, "not_in_room")
    assert service.ask("GET", f"/v1/rooms/{room_id}").status == 200


def test_a_bad_name_or_language_is_a_problem(service: Service) -> None:
    for fields in ({"name": "x" * 500}, {"name": "<b>"}, {"language": "tlh"}, {"language": ""}):
        assert _open(service, **fields).status == 422


def test_participants_are_told_that_the_room_was_closed(service: Service) -> None:
    room_id = _open(service).body["room_id"]
    world = service.world
    bob = Connection("bobs", owner="bob")
    world.connections.add(bob)
    world.send({"action": "join_room", "room_id": room_id, "name": "B", "language": "pt"}, bob)
    service.ask("DELETE", f"/v1/rooms/{room_id}")
    assert world.received(bob)[-1]["data"] == {"room_id": room_id, "reason": "closed"}


def test_a_deleted_caller_leaves_every_room(service: Service) -> None:
    """Their name is nowhere, and the others are told; where they had left before, nothing happens."""
    room_id, other = (_open(service, name=name).body["room_id"] for name in ("Ann", "Anna"))
    world = service.world
    bob = Connection("bobs", owner="bob")
    world.connections.add(bob)
    world.send({"action": "join_room", "room_id": room_id, "name": "B", "language": "pt"}, bob)
    service.ask("DELETE", f"/v1/rooms/{other}")
    assert service.ask("DELETE", "/v1/me").status == 200
    assert service.ask("GET", f"/v1/rooms/{room_id}").status == 404
    update = world.received(bob)[-1]["data"]
    assert update["change"] == "left"
    assert [one["name"] for one in update["participants"]] == ["B"]
    assert update["host"] == update["participants"][0]["participant_id"]
