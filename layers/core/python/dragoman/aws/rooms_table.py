"""Rooms over DynamoDB."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError
from pydantic import TypeAdapter

from dragoman.aws.clients import client, code, translated
from dragoman.aws.dynamodb import CONDITION_FAILED, MAX_LISTED, Item, expiry, number
from dragoman.errors import StorageUnavailable
from dragoman.ports import Clock, TakenTurn
from dragoman.room import Room

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_ROOM = "room"
_CODE = "code"
MAX_TURN = 10**9 - 1
_room = TypeAdapter(Room)


class DynamoDBRooms:
    """One item per room, with its state as JSON, one per code and one per membership. DynamoDB deletes expired items
    late, so each read checks the expiry."""

    def __init__(self, table: str, *, retention_s: int, clock: Clock, timeout_s: float) -> None:
        self._table = table
        self._clock = clock
        self._expiry = expiry(retention_s, clock)
        self._client: DynamoDBClient = client("dynamodb", timeout_s)

    def create(self, room: Room) -> None:
        item = _key(room.room_id, _ROOM) | {
            "state": _state(room),
            "revision": number(room.revision),
            "turns": number(room.turns),
            "expires_at": self._expiry(),
        }
        with translated(StorageUnavailable):
            self._client.put_item(TableName=self._table, Item=item)

    def get(self, room_id: str) -> Room | None:
        item = self._item(room_id, _ROOM)
        return _from_item(item) if item else None

    def replace(self, room: Room) -> bool:
        with translated(StorageUnavailable):
            try:
                self._client.update_item(
                    TableName=self._table,
                    Key=_key(room.room_id, _ROOM),
                    UpdateExpression="SET #state = :state, revision = :next",
                    ConditionExpression="revision = :read",
                    ExpressionAttributeNames={"#state": "state"},
                    ExpressionAttributeValues={
                        ":state": _state(room),
                        ":read": number(room.revision),
                        ":next": number(room.revision + 1),
                    },
                )
            except ClientError as error:
                if code(error) == CONDITION_FAILED:
                    return False
                raise
        return True

    def remove(self, room_id: str) -> None:
        with translated(StorageUnavailable):
            self._client.delete_item(TableName=self._table, Key=_key(room_id, _ROOM))

    def next_turn(self, room_id: str, message_id: str, segment: int) -> Room | None:
        with translated(StorageUnavailable):
            try:
                updated = self._client.update_item(
                    TableName=self._table,
                    Key=_key(room_id, _ROOM),
                    UpdateExpression="SET expires_at = :expires_at ADD turns :one",
                    ConditionExpression="expires_at > :now",
                    ExpressionAttributeValues={
                        ":expires_at": self._expiry(),
                        ":now": number(self._clock()),
                        ":one": {"N": "1"},
                    },
                    ReturnValues="ALL_NEW",
                )
            except ClientError as error:
                if code(error) == CONDITION_FAILED:
                    return None
                raise
            room = _from_item(dict(updated["Attributes"]))
            self._client.put_item(
                TableName=self._table,
                Item=_key(room_id, _turn(room.turns))
                | {
                    "message_id": {"S": message_id},
                    "segment": number(segment),
                    "expires_at": self._expiry(),
                },
            )
        return room

    def turns_after(self, room_id: str, after: int) -> list[TakenTurn]:
        with translated(StorageUnavailable):
            found = self._client.query(
                TableName=self._table,
                ConsistentRead=True,
                KeyConditionExpression="room_id = :room AND #item BETWEEN :first AND :last",
                ExpressionAttributeNames={"#item": "item"},
                ExpressionAttributeValues={
                    ":room": {"S": room_id},
                    ":first": {"S": _turn(min(after + 1, MAX_TURN))},
                    ":last": {"S": _turn(MAX_TURN)},
                },
                Limit=MAX_LISTED,
            )
        return [
            TakenTurn(
                int(item["item"]["S"].removeprefix("turn#")),
                item["message_id"]["S"],
                int(item["segment"]["N"]),
            )
            for item in found["Items"]
            if int(item["expires_at"]["N"]) > self._clock()
        ]

    def note_member(self, owner: str, room_id: str) -> None:
        item = _key(_member(owner), room_id) | {"expires_at": self._expiry()}
        with translated(StorageUnavailable):
            self._client.put_item(TableName=self._table, Item=item)

    def rooms_of(self, owner: str) -> list[str]:
        with translated(StorageUnavailable):
            pages = self._client.get_paginator("query").paginate(
                TableName=self._table,
                ConsistentRead=True,
                KeyConditionExpression="room_id = :member",
                ExpressionAttributeValues={":member": {"S": _member(owner)}},
            )
            return [item["item"]["S"] for page in pages for item in page["Items"]]

    def claim_code(self, code_: str, room_id: str, expires_at_s: int) -> bool:
        item = _key(f"code#{code_}", _CODE) | {
            "leads_to": {"S": room_id},
            "expires_at": number(expires_at_s),
        }
        with translated(StorageUnavailable):
            try:
                self._client.put_item(
                    TableName=self._table,
                    Item=item,
                    ConditionExpression="attribute_not_exists(room_id) OR expires_at <= :now "
                    "OR leads_to = :room",
                    ExpressionAttributeValues={
                        ":now": number(self._clock()),
                        ":room": {"S": room_id},
                    },
                )
            except ClientError as error:
                if code(error) == CONDITION_FAILED:
                    return False
                raise
        return True

    def room_of_code(self, code_: str) -> str | None:
        item = self._item(f"code#{code_}", _CODE)
        return item["leads_to"]["S"] if item else None

    def _item(self, key: str, kind: str) -> Item | None:
        """None for an item that has expired, too."""
        with translated(StorageUnavailable):
            found = self._client.get_item(
                TableName=self._table, Key=_key(key, kind), ConsistentRead=True
            )
        item: Item | None = found.get("Item")
        return item if item and int(item["expires_at"]["N"]) > self._clock() else None


def _key(room_id: str, item: str) -> Item:
    return {"room_id": {"S": room_id}, "item": {"S": item}}


def _member(owner: str) -> str:
    """The partition key of the rooms of an owner, which is no id of a room."""
    return f"owner#{owner}"


def _turn(number_: int) -> str:
    """The sort key of a turn, which sorts like its number."""
    return f"turn#{number_:09d}"


def _state(room: Room) -> Item:
    """The room without its counters, which have attributes of their own."""
    return {"S": _room.dump_json(replace(room, turns=0, revision=0)).decode()}


def _from_item(item: Item) -> Room:
    return replace(
        _room.validate_json(item["state"]["S"]),
        turns=int(item["turns"]["N"]),
        revision=int(item["revision"]["N"]),
    )
