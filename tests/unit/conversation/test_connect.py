"""A socket opens or closes."""

from dragoman.conversation.connect import connect, disconnect, guest
from dragoman.conversation.conversation_ports import DisconnectPorts
from dragoman.ports import Connection
from dragoman.protocol import Mode
from tests.fakes import FakeConnections, FakeNotifier, FakeRooms, TickingClock


def test_an_admitted_connection_is_stored() -> None:
    connections = FakeConnections()
    connect("c1", "ann", connections=connections, clock=lambda: 1_700.4)
    assert connections.get("c1") == Connection("c1", owner="ann", opened_at_s=1_700)


def test_the_mode_in_the_address_is_stored() -> None:
    connections = FakeConnections()
    connect("c1", "ann", Mode.PARALLEL, connections=connections, clock=TickingClock())
    opened = connections.get("c1")
    assert opened
    assert opened.mode is Mode.PARALLEL


def test_one_session_has_one_owner() -> None:
    assert guest("a secret") == guest("a secret") != guest("another secret")


def test_the_owner_does_not_reveal_the_secret() -> None:
    assert "a secret" not in guest("a secret")


def test_a_closed_connection_is_removed() -> None:
    connections = FakeConnections()
    connect("c1", "ann", connections=connections, clock=TickingClock())
    disconnect("c1", _ports(connections))
    assert connections.get("c1") is None


def test_closing_an_unknown_connection_does_nothing() -> None:
    disconnect("c1", _ports(FakeConnections()))


def _ports(connections: FakeConnections) -> DisconnectPorts:
    return DisconnectPorts(FakeRooms(), FakeNotifier(), TickingClock(), connections)
