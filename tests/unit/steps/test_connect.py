"""A socket opens or closes."""

import pytest

from dragoman.ports import Connection
from dragoman.steps.connect import connect, disconnect
from tests.fakes import FakeConnections


def test_the_authenticated_speaker_is_remembered() -> None:
    connections = FakeConnections()
    connect("c1", "ann", "secret", connections=connections)
    assert connections.get("c1") == Connection("c1", owner="ann")


def test_who_knows_the_secret_of_a_session_is_the_same_speaker_on_every_connection() -> None:
    first, second = _owner("c1", "a secret"), _owner("c2", "a secret")
    assert first == second
    assert first != _owner("c3", "another secret")


def test_the_secret_itself_is_not_kept() -> None:
    assert "a secret" not in _owner("c1", "a secret")


def test_no_secret_makes_a_guest_somebody_authenticated() -> None:
    assert _owner("c1", "ann") != "ann"


@pytest.mark.parametrize("session", [None, ""])
def test_a_connection_without_identity_is_its_own(session: str | None) -> None:
    assert _owner("c1", session) == "c1"


def _owner(connection_id: str, session: str | None) -> str:
    connections = FakeConnections()
    connect(connection_id, None, session, connections=connections)
    found = connections.get(connection_id)
    assert found
    return found.owner


def test_a_closed_connection_is_forgotten() -> None:
    connections = FakeConnections()
    connect("c1", "ann", None, connections=connections)
    disconnect("c1", connections=connections)
    assert connections.get("c1") is None


def test_closing_what_was_never_open_is_fine() -> None:
    disconnect("c1", connections=FakeConnections())
