"""What every keeper of connections does."""

from __future__ import annotations

import time

import boto3
import pytest

from dragoman.adapters.dynamodb import DynamoDBConnections
from dragoman.ports import Connection, Connections
from tests import conftest
from tests.fakes import FakeConnections


@pytest.fixture(params=["fake", "moto", pytest.param("emulated", marks=pytest.mark.emulator)])
def connections(request: pytest.FixtureRequest) -> Connections:
    if request.param == "fake":
        return FakeConnections()
    request.getfixturevalue(request.param)
    return DynamoDBConnections(conftest.CONNECTIONS, retention_s=60, clock=time.time, timeout_s=5)


ANN = Connection("L0SM9cOFvHcCIhw=", owner="ann", accepts=("audio/wav", "audio/ogg"))


def test_a_connection_is_given_back_as_it_was_added(connections: Connections) -> None:
    connections.add(ANN)
    assert connections.get(ANN.connection_id) == ANN


def test_accepting_nothing_is_kept_too(connections: Connections) -> None:
    connections.add(Connection("c", owner="o"))
    assert connections.get("c") == Connection("c", owner="o")


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


def test_removing_what_is_not_there_is_fine(connections: Connections) -> None:
    connections.remove("unknown")


def test_connections_do_not_mix(connections: Connections) -> None:
    connections.add(ANN)
    connections.add(Connection("other", owner="bob"))
    connections.remove("other")
    assert connections.get(ANN.connection_id) == ANN


def test_a_connection_expires_by_itself(moto: None) -> None:
    keeper = DynamoDBConnections(
        conftest.CONNECTIONS, retention_s=60, clock=lambda: 1_000, timeout_s=5
    )
    keeper.add(ANN)
    [item] = boto3.client("dynamodb").scan(TableName=conftest.CONNECTIONS)["Items"]
    assert item["expires_at"] == {"N": "1060"}
