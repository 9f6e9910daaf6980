"""The contract of Connections, for the fake and for DynamoDB."""

from __future__ import annotations

import time
import uuid

import boto3
import pytest

from dragoman.aws.connections_table import DynamoDBConnections
from dragoman.ports import Connection, Connections
from dragoman.protocol import Mode
from tests import conftest
from tests.fakes import FakeConnections


@pytest.fixture(params=["fake", "moto", pytest.param("emulated", marks=pytest.mark.emulator)])
def connections(request: pytest.FixtureRequest) -> Connections:
    if request.param == "fake":
        return FakeConnections()
    request.getfixturevalue(request.param)
    return DynamoDBConnections(conftest.CONNECTIONS, retention_s=60, clock=time.time, timeout_s=5)


ANN = Connection(
    "L0SM9cOFvHcCIhw=", owner="ann", accepts=("audio/wav", "audio/ogg"), languages=("en", "pt")
)


def test_a_stored_connection_is_returned_unchanged(connections: Connections) -> None:
    connections.add(ANN)
    assert connections.get(ANN.connection_id) == ANN


def test_a_connection_without_formats_is_stored(connections: Connections) -> None:
    connections.add(Connection("c", owner="o"))
    assert connections.get("c") == Connection("c", owner="o")


@pytest.mark.parametrize("mode", Mode)
def test_the_mode_is_stored(connections: Connections, mode: Mode) -> None:
    connections.add(Connection("c", owner="o", mode=mode))
    assert connections.get("c") == Connection("c", owner="o", mode=mode)


def test_an_unknown_connection_is_none(connections: Connections) -> None:
    assert connections.get("unknown") is None


def test_adding_again_overwrites(connections: Connections) -> None:
    connections.add(ANN)
    changed = Connection(ANN.connection_id, owner="ann", accepts=("audio/mpeg",))
    connections.add(changed)
    assert connections.get(ANN.connection_id) == changed


def test_a_removed_connection_is_none(connections: Connections) -> None:
    connections.add(ANN)
    connections.remove(ANN.connection_id)
    assert connections.get(ANN.connection_id) is None


def test_removing_an_unknown_connection_does_nothing(connections: Connections) -> None:
    connections.remove("unknown")


def test_connections_are_separate(connections: Connections) -> None:
    connections.add(ANN)
    connections.add(Connection("other", owner="bob"))
    connections.remove("other")
    assert connections.get(ANN.connection_id) == ANN


LATER_S = 10**11


def _opened(connections: Connections, at_s: int) -> Connection:
    opened = Connection(str(uuid.uuid4()), owner="ann", opened_at_s=at_s)
    connections.add(opened)
    return opened


def test_the_time_of_opening_is_stored(connections: Connections) -> None:
    opened = _opened(connections, 1_700_000_000)
    assert connections.get(opened.connection_id) == opened


def test_old_connections_are_listed(connections: Connections) -> None:
    old, young = (_opened(connections, at_s).connection_id for at_s in (1_000, 2_000))
    found = connections.list_unwarned(2_000)
    assert found[old] == 1_000
    assert young not in found


def test_warned_connections_are_not_listed(connections: Connections) -> None:
    old = _opened(connections, 1_000).connection_id
    connections.mark_warned(old)
    connections.mark_warned(old)
    assert old not in connections.list_unwarned(LATER_S)
    assert connections.get(old) == Connection(old, owner="ann", opened_at_s=1_000)


def test_a_connection_of_unknown_age_is_not_listed(connections: Connections) -> None:
    assert _opened(connections, 0).connection_id not in connections.list_unwarned(LATER_S)


def test_marking_an_unknown_connection_does_not_create_it(connections: Connections) -> None:
    connections.mark_warned("unknown")
    assert connections.get("unknown") is None


def test_the_connections_of_a_user_are_listed(connections: Connections) -> None:
    eve, ann = f"user:{uuid.uuid4()}", f"user:{uuid.uuid4()}"
    names = {str(uuid.uuid4()) for _ in range(3)}
    for name in names:
        connections.add(Connection(name, owner=eve))
    connections.add(Connection(str(uuid.uuid4()), owner=ann))
    assert set(connections.list_of_user(eve)) == names
    connections.remove(names.pop())
    assert set(connections.list_of_user(eve)) == names


def test_the_connections_of_a_guest_are_not_listed(connections: Connections) -> None:
    connections.add(Connection("c", owner="guest:1"))
    assert connections.list_of_user("guest:1") == []


def test_a_connection_expires(moto: None) -> None:
    table = DynamoDBConnections(
        conftest.CONNECTIONS, retention_s=60, clock=lambda: 1_000, timeout_s=5
    )
    table.add(ANN)
    [item] = boto3.client("dynamodb").scan(TableName=conftest.CONNECTIONS)["Items"]
    assert item["expires_at"] == {"N": "1060"}
