"""Connections and Messages over DynamoDB."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from dragoman.adapters.aws import client, code, translated
from dragoman.errors import MessageNotYours, MessageUnknown, StorageUnavailable
from dragoman.messages import SEGMENT_END_SEQ
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

    def claim(self, message_id: str, segment: int, speaker: Connection, last: bool = False) -> bool:
        with translated(StorageUnavailable):
            try:
                item = self._update(
                    message_id,
                    segment,
                    "SET #owner = :owner, listener = :listener, expires_at = :expires_at, "
                    "events = if_not_exists(events, :none)" + (", is_last = :yes" if last else ""),
                    condition="attribute_not_exists(#owner) OR #owner = :owner",
                    names={"#owner": "owner"},
                    values={
                        ":owner": {"S": speaker.owner},
                        ":listener": {"S": speaker.connection_id},
                        ":expires_at": self._expiry(),
                        ":none": {"M": {}},
                        **({":yes": {"BOOL": True}} if last else {}),
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

    def finish(self, message_id: str, segments: int, speaker: Connection) -> None:
        with translated(StorageUnavailable):
            try:
                self._update(
                    message_id,
                    segments - 1,
                    "SET is_last = :yes",
                    condition="#owner = :owner",
                    names={"#owner": "owner"},
                    values={":yes": {"BOOL": True}, ":owner": {"S": speaker.owner}},
                )
            except ClientError as error:
                if code(error) == "ConditionalCheckFailedException":
                    raise MessageUnknown from error
                raise

    def ends(self, message_id: str) -> list[StoredEvent] | None:
        items = {_segment(item): item for item in self._segments(message_id)}
        last = next((number for number, item in items.items() if "is_last" in item), None)
        if last is None:
            return None
        end = str(SEGMENT_END_SEQ)
        ends = [
            items.get(number, {}).get("events", {}).get("M", {}).get(end)
            for number in range(last + 1)
        ]
        return [json.loads(event["S"]) for event in ends] if all(ends) else None

    def listen(self, message_id: str, speaker: Connection) -> list[StoredEvent]:
        segments = sorted(
            _segment(item)
            for item in self._segments(message_id)
            if item["owner"]["S"] == speaker.owner
        )
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

    def _segments(self, message_id: str) -> list[dict[str, Any]]:
        """Every segment's item, with no event but its last."""
        with translated(StorageUnavailable):
            pages = self._client.get_paginator("query").paginate(
                TableName=self._table,
                ConsistentRead=True,
                KeyConditionExpression="message_id = :id",
                ProjectionExpression="#item, #owner, is_last, events.#end",
                ExpressionAttributeNames={
                    "#item": "item",
                    "#owner": "owner",
                    "#end": str(SEGMENT_END_SEQ),
                },
                ExpressionAttributeValues={":id": {"S": message_id}},
            )
            return [item for page in pages for item in page["Items"]]

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


def _segment(item: dict[str, Any]) -> int:
    return int(item["item"]["S"].removeprefix("segment#"))


def _events(item: dict[str, Any]) -> list[StoredEvent]:
    by_seq = sorted(item["events"]["M"].items(), key=lambda pair: int(pair[0]))
    return [json.loads(event["S"]) for _, event in by_seq]


def _expiry(retention_s: int, clock: Clock) -> Callable[[], dict[str, str]]:
    """The `expires_at` attribute for what is written now: Unix seconds."""
    return lambda: {"N": str(round(clock()) + retention_s)}
