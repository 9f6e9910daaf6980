"""A socket opens or closes."""

from dragoman.ports import Connection
from dragoman.steps.connect import connect, disconnect
from tests.fakes import FakeConnections


def test_the_speaker_of_a_connection_is_remembered() -> None:
    connections = FakeConnections()
    connect("c1", "ann", connections=connections)
    assert connections.get("c1") == Connection("c1", owner="ann")


def test_a_connection_without_identity_is_its_own() -> None:
    connections = FakeConnections()
    connect("c1", None, connections=connections)
    assert connections.get("c1") == Connection("c1", owner="c1")


def test_a_closed_connection_is_forgotten() -> None:
    connections = FakeConnections()
    connect("c1", "ann", connections=connections)
    disconnect("c1", connections=connections)
    assert connections.get("c1") is None


def test_closing_what_was_never_open_is_fine() -> None:
    disconnect("c1", connections=FakeConnections())
