"""Adapters translate every error of AWS by code, never by text."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from dragoman.aws import api_gateway
from dragoman.aws.api_gateway import ApiGatewayNotifier
from dragoman.aws.connections_table import DynamoDBConnections
from dragoman.aws.messages_table import DynamoDBMessages
from dragoman.aws.rooms_table import DynamoDBRooms
from dragoman.aws.s3 import S3AudioStore
from dragoman.aws.secrets_manager import Secret
from dragoman.aws.step_functions import StepFunctionsWorkflow
from dragoman.aws.usage import DynamoDBUsage
from dragoman.errors import (
    DeliveryUnavailable,
    DragomanError,
    StorageUnavailable,
    Throttled,
    Unavailable,
    WorkflowUnavailable,
)
from dragoman.message_status import SegmentStatus, SweepQueue
from dragoman.ports import Connection, Ticket
from dragoman.room import Room
from tests.contracts.stub_aws import StubAws
from tests.unit.world import a_job, generous_limits

TIMEOUT_S = 30.0
"""Longer than a busy machine takes to answer."""
SHORT_TIMEOUT_S = 0.05
"""The timeout for a service that never responds."""
ANN = Connection("c", owner="ann")
Call = Callable[[str], object]
"""Builds an adapter for an address and uses it."""


def _connections() -> DynamoDBConnections:
    return DynamoDBConnections("t", retention_s=60, clock=lambda: 0, timeout_s=TIMEOUT_S)


def _rooms() -> DynamoDBRooms:
    return DynamoDBRooms("t", retention_s=60, clock=lambda: 0, timeout_s=TIMEOUT_S)


def _messages() -> DynamoDBMessages:
    return DynamoDBMessages("t", retention_s=60, clock=lambda: 0, timeout_s=TIMEOUT_S)


def _usage() -> DynamoDBUsage:
    return DynamoDBUsage(
        "t",
        generous_limits(),
        tickets_per_minute=1,
        reads_per_minute=1,
        request_cost_per_minute=1,
        room_code_attempts=1,
        max_audio_s_per_day=1,
        clock=lambda: 0,
        timeout_s=TIMEOUT_S,
    )


def _audio() -> S3AudioStore:
    return S3AudioStore("b", limit_bytes=9, url_lifetime_s=9, timeout_s=TIMEOUT_S)


ID = str(uuid.UUID(int=7))
CALLS: dict[str, tuple[Call, type[Unavailable]]] = {
    "add connection": (lambda _: _connections().add(ANN), StorageUnavailable),
    "get connection": (lambda _: _connections().get("c"), StorageUnavailable),
    "remove connection": (lambda _: _connections().remove("c"), StorageUnavailable),
    "create room": (lambda _: _rooms().create(Room("r")), StorageUnavailable),
    "get room": (lambda _: _rooms().get("r"), StorageUnavailable),
    "replace room": (lambda _: _rooms().replace(Room("r")), StorageUnavailable),
    "remove room": (lambda _: _rooms().remove("r"), StorageUnavailable),
    "next turn": (lambda _: _rooms().next_turn("r", "m", 0), StorageUnavailable),
    "list turns": (lambda _: _rooms().turns_after("r", 0), StorageUnavailable),
    "segment events": (lambda _: _messages().segment_events(ID, 0), StorageUnavailable),
    "claim code": (lambda _: _rooms().claim_code("c", "r", 9), StorageUnavailable),
    "read code": (lambda _: _rooms().room_of_code("c"), StorageUnavailable),
    "count guess": (lambda _: _usage().count_guess("c"), StorageUnavailable),
    "forgive guess": (lambda _: _usage().forgive_guess("c"), StorageUnavailable),
    "list connections": (lambda _: _connections().list_unwarned(1), StorageUnavailable),
    "warn connection": (lambda _: _connections().mark_warned("c"), StorageUnavailable),
    "claim": (lambda _: _messages().claim(ID, 0, ANN), StorageUnavailable),
    "append": (lambda _: _messages().append(ID, 0, 1, {"data": {}}), StorageUnavailable),
    "advance": (lambda _: _messages().advance(ID, 0, SegmentStatus.CLOSED), StorageUnavailable),
    "list queue": (lambda _: _messages().list_queue(SweepQueue.WAITING, 1), StorageUnavailable),
    "count segments": (lambda _: _messages().count_live(0, 9), StorageUnavailable),
    "finish": (lambda _: _messages().finish(ID, 1, ANN), StorageUnavailable),
    "state": (lambda _: _messages().state(ID, "ann"), StorageUnavailable),
    "segments from": (lambda _: _messages().segments_from(ID, "ann", 0), StorageUnavailable),
    "listen": (lambda _: _messages().listen(ID, ANN), StorageUnavailable),
    "segments of": (lambda _: _messages().segments_of("ann"), StorageUnavailable),
    "erase": (lambda _: _messages().erase(ID, 0), StorageUnavailable),
    "redeem ticket": (lambda _: _usage().redeem(Ticket("1", "ann", 1)), StorageUnavailable),
    "count write": (lambda _: _usage().count_write("198.51.100.7"), StorageUnavailable),
    "count read": (lambda _: _usage().count_read("198.51.100.7"), StorageUnavailable),
    "count cost": (lambda _: _usage().count_cost("ann", "key", 1), StorageUnavailable),
    "reserve": (lambda _: _usage().reserve(a_job()), StorageUnavailable),
    "settle": (lambda _: _usage().settle(a_job(), 1.0), StorageUnavailable),
    "fetch key": (lambda _: Secret("key", TIMEOUT_S)(), Unavailable),
    "remove audio": (lambda _: _audio().remove("k"), StorageUnavailable),
    "put audio": (lambda _: _audio().put("k", b"x", "audio/ogg"), StorageUnavailable),
    "get audio": (lambda _: _audio().get("k"), StorageUnavailable),
    "start flow": (
        lambda _: StepFunctionsWorkflow("arn:aws:states:::x", TIMEOUT_S).start(a_job()),
        WorkflowUnavailable,
    ),
    "post": (
        lambda address: ApiGatewayNotifier(address, TIMEOUT_S).post("c", {}),
        DeliveryUnavailable,
    ),
}
calls = pytest.mark.parametrize(("call", "otherwise"), CALLS.values(), ids=CALLS)


@calls
@pytest.mark.parametrize("code", ["ThrottlingException", "LimitExceededException", "SlowDown"])
def test_throttling_is_throttled(
    stub_aws: StubAws, call: Call, otherwise: type[Unavailable], code: str
) -> None:
    stub_aws.trouble = (400, code)
    with pytest.raises(Throttled) as raised:
        call(stub_aws.url)
    assert raised.value.__cause__ is not None


@calls
@pytest.mark.parametrize(
    ("status", "code"),
    [(503, "ServiceUnavailable"), (500, "InternalServerError"), (403, "AccessDeniedException")],
)
def test_any_other_error_is_unavailable(
    stub_aws: StubAws,
    call: Call,
    otherwise: type[Unavailable],
    status: int,
    code: str,
) -> None:
    stub_aws.trouble = (status, code)
    with pytest.raises(otherwise) as raised:
        call(stub_aws.url)
    assert raised.value.__cause__ is not None


@calls
def test_a_dead_address_is_unavailable(
    aws_account: pytest.MonkeyPatch, dead_address: str, call: Call, otherwise: type[Unavailable]
) -> None:
    aws_account.setenv("AWS_ENDPOINT_URL", dead_address)
    with pytest.raises(otherwise):
        call(dead_address)


@calls
def test_a_timeout_is_unavailable(
    aws_account: pytest.MonkeyPatch, deaf_address: str, call: Call, otherwise: type[Unavailable]
) -> None:
    aws_account.setitem(globals(), "TIMEOUT_S", SHORT_TIMEOUT_S)
    aws_account.setenv("AWS_ENDPOINT_URL", deaf_address)
    with pytest.raises(otherwise):
        call(deaf_address)


def test_a_gateway_that_hangs_costs_a_stage_little_time(
    monkeypatch: pytest.MonkeyPatch, aws_account: object, deaf_address: str
) -> None:
    monkeypatch.setattr(api_gateway, "MAX_POST_S", SHORT_TIMEOUT_S)
    with pytest.raises(DeliveryUnavailable):
        ApiGatewayNotifier(deaf_address, timeout_s=600).post("c", {})


@calls
def test_the_message_of_an_error_names_nothing_internal(
    stub_aws: StubAws, call: Call, otherwise: type[Unavailable]
) -> None:
    stub_aws.trouble = (500, "InternalServerError")
    with pytest.raises(DragomanError) as raised:
        call(stub_aws.url)
    assert str(raised.value) == (otherwise.__doc__ or "").strip()
