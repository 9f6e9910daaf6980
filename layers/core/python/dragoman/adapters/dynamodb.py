"""Connections and Messages over DynamoDB."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from dragoman.adapters.aws import client, code, translated
from dragoman.errors import MessageNotYours, MessageUnknown, StorageUnavailable
from dragoman.ports import Clock, Connection, Kept, StoredEvent


class DynamoDBConnections:
    """One item a connection, forgotten by TTL where `$disconnect` was missed."""

    def __init__(self, table: str, *, retention_s: int, clock: Clock, timeout_s: float) -> None:
        self._table = table
        self._expiry = _expiry(retention_s, clock)
        self._client = client("dynamodb", timeout_s)

    def add(self, connection: Connection) -> None:
        with translated(StorageUnavailable):
            self._client.put_item(
                TableName=self._table,
                Item={
                    "connection_id": {"S": connection.connection_id},
                    "owner": {"S": connection.owner},
                    "accepts": {"L": [{"S": kind} for kind in connection.accepts]},
                    "expires_at": self._expiry(),
                },
            )

    def get(self, connection_id: str) -> Connection | None:
        with translated(StorageUnavailable):
            found = self._client.get_item(
                TableName=self._table, Key=_connection_key(connection_id), ConsistentRead=True
            ).get("Item")
        if found is None:
            return None
        accepts = tuple(kind["S"] for kind in found["accepts"]["L"])
        return Connection(connection_id, owner=found["owner"]["S"], accepts=accepts)

    def remove(self, connection_id: str) -> None:
        with translated(StorageUnavailable):
            self._client.delete_item(TableName=self._table, Key=_connection_key(connection_id))


class DynamoDBMessages:
    """One item a segment: its owner, the connection that listens, whether its flow was started,
    and a map of its events by `seq`.

    Keeping an event and finding its listener is one write, and so is changing the listener and
    reading what was said before: the two can never miss each other.
    """

    def __init__(self, table: str, *, retention_s: int, clock: Clock, timeout_s: float) -> None:
        self._table = table
        self._expiry = _expiry(retention_s, clock)
        self._client = client("dynamodb", timeout_s)

    def claim(self, message_id: str, segment: int, speaker: Connection) -> bool:
        with translated(StorageUnavailable):
            try:
                item = self._update(
                    message_id,
                    segment,
                    "SET #owner = :owner, listener = :listener, expires_at = :expires_at, "
                    "events = if_not_exists(events, :none)",
                    condition="attribute_not_exists(#owner) OR #owner = :owner",
                    names={"#owner": "owner"},
                    values={
                        ":owner": {"S": speaker.owner},
                        ":listener": {"S": speaker.connection_id},
                        ":expires_at": self._expiry(),
                        ":none": {"M": {}},
                    },
                )
            except ClientError as error:
                if code(error) == "ConditionalCheckFailedException":
                    raise MessageNotYours from error
                raise
        return "started" not in item

    def started(self, message_id: str, segment: int) -> None:
        with translated(StorageUnavailable):
            self._update(message_id, segment, "SET started = :yes", values={":yes": {"BOOL": True}})

    def append(self, message_id: str, segment: int, seq: int, event: StoredEvent) -> Kept:
        with translated(StorageUnavailable):
            item = self._update(
                message_id,
                segment,
                "SET events.#seq = if_not_exists(events.#seq, :event), listener = listener",
                names={"#seq": str(seq)},
                values={":event": {"S": json.dumps(event, ensure_ascii=False)}},
                returns="UPDATED_NEW",
            )
        return Kept(
            event=json.loads(item["events"]["M"][str(seq)]["S"]), listener=item["listener"]["S"]
        )

    def listen(self, message_id: str, speaker: Connection) -> list[StoredEvent]:
        segments = sorted(self._owned_segments(message_id, speaker.owner))
        if not segments:
            raise MessageUnknown
        with translated(StorageUnavailable):
            items = [
                self._update(
                    message_id,
                    segment,
                    "SET listener = :listener",
                    values={":listener": {"S": speaker.connection_id}},
                )
                for segment in segments
            ]
        return [event for item in items for event in _events(item)]

    def _owned_segments(self, message_id: str, owner: str) -> list[int]:
        with translated(StorageUnavailable):
            pages = self._client.get_paginator("query").paginate(
                TableName=self._table,
                ConsistentRead=True,
                KeyConditionExpression="message_id = :id AND begins_with(#item, :segment)",
                FilterExpression="#owner = :owner",
                ProjectionExpression="#item",
                ExpressionAttributeNames={"#item": "item", "#owner": "owner"},
                ExpressionAttributeValues={
                    ":id": {"S": message_id},
                    ":segment": {"S": "segment#"},
                    ":owner": {"S": owner},
                },
            )
            return [int(i["item"]["S"].split("#")[1]) for page in pages for i in page["Items"]]

    def _update(
        self,
        message_id: str,
        segment: int,
        expression: str,
        *,
        values: dict[str, Any],
        names: dict[str, str] | None = None,
        condition: str | None = None,
        returns: str = "ALL_NEW",
    ) -> dict[str, Any]:
        """One UpdateItem on a segment; the attributes it gives back."""
        optional = {"ConditionExpression": condition, "ExpressionAttributeNames": names}
        return dict(
            self._client.update_item(
                TableName=self._table,
                Key={"message_id": {"S": message_id}, "item": {"S": f"segment#{segment:04d}"}},
                UpdateExpression=expression,
                ExpressionAttributeValues=values,
                ReturnValues=returns,
                **{name: value for name, value in optional.items() if value is not None},
            )["Attributes"]
        )


def _connection_key(connection_id: str) -> dict[str, Any]:
    return {"connection_id": {"S": connection_id}}


def _events(item: dict[str, Any]) -> list[StoredEvent]:
    by_seq = sorted(item["events"]["M"].items(), key=lambda pair: int(pair[0]))
    return [json.loads(event["S"]) for _, event in by_seq]


def _expiry(retention_s: int, clock: Clock) -> Callable[[], dict[str, str]]:
    """The `expires_at` attribute for what is written now: Unix seconds."""
    return lambda: {"N": str(round(clock()) + retention_s)}
