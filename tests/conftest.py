"""Fixtures of adapters and functions: AWS, simulated in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from types import SimpleNamespace
from typing import Any

import boto3
import botocore.endpoint
import pytest
from hypothesis import HealthCheck, settings
from moto import mock_aws
from moto.dynamodb.responses import DynamoHandler

from dragoman.aws.clients import client
from tests.stacks import (  # noqa: F401 (for everyone)
    emulator,
    pytest_collection_modifyitems,
    stack,
)

# A busy machine is slow: no property depends on how long an example takes.
settings.register_profile("dragoman", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("dragoman")

CONNECTIONS, MESSAGES, USAGE, ROOMS, BUCKET = (
    "connections", "messages", "usage", "rooms", "voices",
)  # fmt: skip
TICKET_KEY = "ticket-key"
STORAGE_SETTINGS = {
    "DRAGOMAN_CONNECTIONS_TABLE": CONNECTIONS,
    "DRAGOMAN_MESSAGES_TABLE": MESSAGES,
    "DRAGOMAN_USAGE_TABLE": USAGE,
    "DRAGOMAN_ROOMS_TABLE": ROOMS,
    "DRAGOMAN_TICKET_KEY_SECRET": TICKET_KEY,
    "DRAGOMAN_AUDIO_BUCKET": BUCKET,
}
"""The environment of functions that use what `lay_storage` creates."""


@pytest.fixture
def aws_account(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """An account that leads nowhere, and clients that do not wait before they try again."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", _session())
    monkeypatch.setattr(botocore.endpoint, "time", SimpleNamespace(sleep=lambda _: None))
    client.cache_clear()
    yield monkeypatch
    client.cache_clear()


@cache
def _session() -> boto3.Session:
    """One for all tests: what takes time is reading what the services look like."""
    return boto3.Session("test", "test", region_name="us-east-1")


@pytest.fixture
def moto(aws_account: pytest.MonkeyPatch) -> Iterator[None]:
    """Our tables and our bucket in moto."""
    # DynamoDB gives back all that an expression set; moto leaves out what was so already.
    aws_account.setattr(
        DynamoHandler, "_build_updated_new_attributes", lambda _self, _before, after: after
    )
    with mock_aws(config={"core": {"reset_boto3_session": False}}):
        lay_storage(boto3.client)  # type: ignore[arg-type]  # of overloads
        yield


def lay_storage(client_of: Callable[[str], Any]) -> None:
    """The tables and the bucket, as the stack deploys them."""
    dynamodb = client_of("dynamodb")
    for table, keys, indexes in (
        (CONNECTIONS, ["connection_id"], {"unwarned": ["unwarned", "opened_at"], "user": ["user"]}),
        (
            MESSAGES,
            ["message_id", "item"],
            {"queue": ["queue", "since"], "owner": ["owner"]},
        ),
        (USAGE, ["usage_id"], {}),
        (ROOMS, ["room_id", "item"], {}),
    ):
        names = {*keys, *(name for index in indexes.values() for name in index)}
        dynamodb.create_table(
            TableName=table,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[
                {
                    "AttributeName": name,
                    "AttributeType": "N" if name in {"opened_at", "since"} else "S",
                }
                for name in sorted(names)
            ],
            KeySchema=_key_schema(keys),
            **_with_indexes(indexes),
        )
    client_of("s3").create_bucket(Bucket=BUCKET)
    client_of("secretsmanager").create_secret(Name=TICKET_KEY, SecretString="k" * 64)


def _with_indexes(indexes: dict[str, list[str]]) -> dict[str, Any]:
    listed = [
        {
            "IndexName": index,
            "KeySchema": _key_schema(keys),
            "Projection": {"ProjectionType": "KEYS_ONLY"},
        }
        for index, keys in indexes.items()
    ]
    return {"GlobalSecondaryIndexes": listed} if listed else {}


def _key_schema(keys: list[str]) -> list[dict[str, str]]:
    return [
        {"AttributeName": key, "KeyType": kind}
        for key, kind in zip(keys, ("HASH", "RANGE"), strict=False)
    ]
