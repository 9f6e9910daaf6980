"""A socket opens or closes."""

from dragoman.conversation.connect import connect, disconnect, guest
from dragoman.ports import Connection
from dragoman.protocol import Mode
from tests.fakes import FakeConnections, TickingClock


def test_whoever_was_let_in_is_remembered() -> None:
    connections = FakeConnections()
    connect("c1", "ann", connections=connections, clock=lambda: 1_700.4)
    assert connections.get("c1") == Connection("c1", owner="ann", opened_at_s=1_700)


def test_with_the_mode_that_its_address_names() -> None:
    connections = FakeConnections()
    connect("c1", "ann", Mode.PARALLEL, connections=connections, clock=TickingClock())
    opened = connections.get("c1")
    assert opened
    assert opened.mode is Mode.PARALLEL


def test_who_knows_the_secret_of_a_session_has_one_name() -> None:
    assert guest("a secret") == guest("a secret") != guest("another secret")


def test_the_name_does_not_tell_the_secret() -> None:
    assert "a secret" not in guest("a secret")


def test_a_closed_connection_is_forgotten() -> None:
    connections = FakeConnections()
    connect("c1", "ann", connections=connections, clock=TickingClock())
    disconnect("c1", connections=connections)
    assert connections.get("c1") is None


def test_closing_what_was_never_open_is_fine() -> None:
    disconnect("c1", connections=FakeConnections())
