"""Connections over DynamoDB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from dragoman.aws.clients import client, code, translated
from dragoman.aws.dynamodb import (
    CONDITION_FAILED,
    UNWARNED_INDEX,
    USER_INDEX,
    Item,
    expiry,
    number,
    oldest,
)
from dragoman.errors import StorageUnavailable
from dragoman.ports import USER_PREFIX, Clock, Connection
from dragoman.protocol import Mode

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_YES = "yes"


class DynamoDBConnections:
    """One item per connection; items that no `$disconnect` removed expire."""

    def __init__(self, table: str, *, retention_s: int, clock: Clock, timeout_s: float) -> None:
        self._table = table
        self._expiry = expiry(retention_s, clock)
        self._client: DynamoDBClient = client("dynamodb", timeout_s)

    def add(self, connection: Connection) -> None:
        item = _item(connection) | {"expires_at": self._expiry()}
        with translated(StorageUnavailable):
            self._client.put_item(TableName=self._table, Item=item)

    def get(self, connection_id: str) -> Connection | None:
        with translated(StorageUnavailable):
            found = self._client.get_item(
                TableName=self._table, Key=_key(connection_id), ConsistentRead=True
            )
        return _connection(found["Item"]) if "Item" in found else None

    def remove(self, connection_id: str) -> Connection | None:
        with translated(StorageUnavailable):
            removed = self._client.delete_item(
                TableName=self._table, Key=_key(connection_id), ReturnValues="ALL_OLD"
            )
        return _connection(removed["Attributes"]) if "Attributes" in removed else None

    def list_of_user(self, owner: str) -> list[str]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName=USER_INDEX,
            KeyConditionExpression="#user = :owner",
            ExpressionAttributeNames={"#user": "user"},
            ExpressionAttributeValues={":owner": {"S": owner}},
        )
        with translated(StorageUnavailable):
            return [item["connection_id"]["S"] for page in pages for item in page["Items"]]

    def list_unwarned(self, opened_before_s: float) -> dict[str, int]:
        found = oldest(
            self._client, self._table, UNWARNED_INDEX, ("unwarned", _YES), "opened_at",
            opened_before_s,
        )  # fmt: skip
        return {item["connection_id"]["S"]: int(item["opened_at"]["N"]) for item in found}

    def mark_warned(self, connection_id: str) -> None:
        with translated(StorageUnavailable):
            try:
                self._client.update_item(
                    TableName=self._table,
                    Key=_key(connection_id),
                    UpdateExpression="REMOVE unwarned",
                    ConditionExpression="attribute_exists(connection_id)",
                )
            except ClientError as error:
                if code(error) != CONDITION_FAILED:
                    raise


def _key(connection_id: str) -> Item:
    return {"connection_id": {"S": connection_id}}


def _item(connection: Connection) -> Item:
    item = _key(connection.connection_id) | {
        "owner": {"S": connection.owner},
        "accepts": _texts(connection.accepts),
        "languages": _texts(connection.languages),
    }
    if connection.owner.startswith(USER_PREFIX):
        item["user"] = item["owner"]
    if connection.address_key:
        item["address_key"] = {"S": connection.address_key}
    if connection.room_id:
        item["room_id"] = {"S": connection.room_id}
    if connection.mode:
        item["mode"] = {"S": connection.mode}
    if connection.opened_at_s:  # a connection of unknown age is in no index
        item |= {"opened_at": number(connection.opened_at_s), "unwarned": {"S": _YES}}
    return item


def _connection(item: Item) -> Connection:
    return Connection(
        connection_id=item["connection_id"]["S"],
        owner=item["owner"]["S"],
        accepts=tuple(text["S"] for text in item["accepts"]["L"]),
        opened_at_s=int(item["opened_at"]["N"]) if "opened_at" in item else 0,
        languages=tuple(text["S"] for text in item["languages"]["L"]),
        mode=Mode(item["mode"]["S"]) if "mode" in item else None,
        address_key=item["address_key"]["S"] if "address_key" in item else "",
        room_id=item["room_id"]["S"] if "room_id" in item else "",
    )


def _texts(texts: tuple[str, ...]) -> Item:
    return {"L": [{"S": text} for text in texts]}
