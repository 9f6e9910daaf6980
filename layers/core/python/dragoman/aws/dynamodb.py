"""Connections and Messages over DynamoDB."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import MappingProxyType
from typing import Any

from botocore.exceptions import ClientError

from dragoman.aws.clients import client, code, translated
from dragoman.errors import (
    DragomanError,
    MessageNotYours,
    MessageUnknown,
    SegmentEnded,
    StorageUnavailable,
)
from dragoman.ports import (
    NO_CONNECTION,
    AppendResult,
    Clock,
    Connection,
    MessageState,
    OpenSegment,
    StoredEvent,
)
from dragoman.protocol import MESSAGE_END_SEQ, SEGMENT_END_SEQ, SEGMENT_START_SEQ, Mode

OPEN_INDEX = "open"
"""Of messages: the segments whose `is_open` is set, by `opened_at`: those that are open, and apart from
them those that stand for a message which has not ended."""
OWNER_INDEX = "owner"
"""Of messages: the segments of a speaker."""
UNWARNED_INDEX = "unwarned"
"""Of connections: those whose `unwarned` is set, by `opened_at`."""
AT_ONCE = 100
LISTENING_AT_ONCE = 8
"""Segments: connections that a client keeps are ten."""
EXISTS = "attribute_exists(message_id)"
"""Of a segment: an update must not make half of one."""
_REFUSED = "ConditionalCheckFailedException"
_YES = {"S": "yes"}
_STANDS = {"S": "stands"}
"""In `is_open`: for its message, being closed itself."""
_END = str(SEGMENT_END_SEQ)
_WHOLE = str(MESSAGE_END_SEQ)


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
                    "accepts": _texts(connection.accepts),
                    "languages": _texts(connection.languages),
                    "expires_at": self._expiry(),
                    **({"mode": {"S": connection.mode}} if connection.mode else {}),
                    **_opened(connection.opened_at_s),
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
        opened_at_s = int(found["opened_at"]["N"]) if "opened_at" in found else 0
        languages = tuple(tag["S"] for tag in found.get("languages", _texts(()))["L"])
        mode = Mode(found["mode"]["S"]) if "mode" in found else None
        return Connection(
            connection_id, found["owner"]["S"], accepts, opened_at_s, languages=languages, mode=mode
        )

    def remove(self, connection_id: str) -> None:
        with translated(StorageUnavailable):
            self._client.delete_item(TableName=self._table, Key=_connection_key(connection_id))

    def unwarned(self, opened_before_s: float) -> dict[str, int]:
        found = _oldest(
            self._client, self._table, UNWARNED_INDEX, "unwarned", _YES, opened_before_s
        )
        return {item["connection_id"]["S"]: int(item["opened_at"]["N"]) for item in found}

    def warned(self, connection_id: str) -> None:
        with translated(StorageUnavailable):
            try:
                self._client.update_item(
                    TableName=self._table,
                    Key=_connection_key(connection_id),
                    UpdateExpression="REMOVE unwarned",
                    ConditionExpression="attribute_exists(connection_id)",
                )
            except ClientError as error:
                if code(error) != _REFUSED:
                    raise


class DynamoDBMessages:
    """One item a segment: its owner, the connection that listens, whether its flow was started,
    and a map of its events by `seq`.

    Keeping an event and finding its listener is one write, and so is changing the listener and
    reading what was said before: the two can never miss each other.
    """

    def __init__(self, table: str, *, retention_s: int, clock: Clock, timeout_s: float) -> None:
        self._table = table
        self._clock = clock
        self._expiry = _expiry(retention_s, clock)
        self._client = client("dynamodb", timeout_s)

    def claim(self, message_id: str, segment: int, speaker: Connection, last: bool = False) -> bool:
        item = self._update(
            message_id,
            segment,
            f"SET #owner = :owner, {_listening(speaker)}, expires_at = :expires_at, "
            "events = if_not_exists(events, :none)" + (", is_last = :yes" if last else ""),
            condition="attribute_not_exists(#owner) OR #owner = :owner",
            otherwise=MessageNotYours,
            names={"#owner": "owner"},
            values={
                ":owner": {"S": speaker.owner},
                ":listener": {"S": speaker.connection_id},
                ":expires_at": self._expiry(),
                ":none": {"M": {}},
                **({":yes": {"BOOL": True}} if last else {}),
            },
        )
        return "started" not in item and _END not in item["events"]["M"]

    def started(self, message_id: str, segment: int) -> None:
        self._update(message_id, segment, "SET started = :yes", values={":yes": {"BOOL": True}})

    def append(self, message_id: str, segment: int, seq: int, event: StoredEvent) -> AppendResult:
        expression = "SET events.#seq = if_not_exists(events.#seq, :event), listener = listener"
        condition, names = EXISTS, {"#seq": str(seq)}
        values: dict[str, Any] = {":event": {"S": json.dumps(event, ensure_ascii=False)}}
        if seq == SEGMENT_START_SEQ:
            expression += ", is_open = :yes, opened_at = :now"
            values |= {":yes": _YES, ":now": {"N": str(round(self._clock()))}}
        if seq < SEGMENT_END_SEQ:
            condition += " AND (attribute_not_exists(events.#end) OR attribute_exists(events.#seq))"
            names["#end"] = _END
        item = self._update(
            message_id,
            segment,
            expression,
            condition=condition,
            otherwise=SegmentEnded,
            names=names,
            values=values,
            returns="UPDATED_NEW",
        )
        return AppendResult(
            event=json.loads(item["events"]["M"][str(seq)]["S"]), listener=item["listener"]["S"]
        )

    def close(self, message_id: str, segment: int) -> None:
        with suppress(MessageUnknown):
            self._update(message_id, segment, "REMOVE is_open", returns="UPDATED_NEW")

    def stand(self, message_id: str, segment: int, since_s: int | None = None) -> None:
        since = {} if since_s is None else {":since": {"N": str(since_s)}}
        with suppress(MessageUnknown):
            self._update(
                message_id,
                segment,
                "SET is_open = :stands" + (", opened_at = :since" if since else ""),
                values={":stands": _STANDS, **since},
                returns="UPDATED_NEW",
            )

    def unfinished(self, opened_before_s: float) -> list[MessageState]:
        found = _oldest(self._client, self._table, OPEN_INDEX, "is_open", _STANDS, opened_before_s)
        standing = {item["message_id"]["S"]: _segment(item) for item in found}
        state = []
        for message_id, segment in standing.items():
            items = {_segment(item): item for item in self._segments(message_id)}
            if items.get(segment, {}).get("is_open") == _STANDS:
                owner = items[segment]["owner"]["S"]
                state.append(_so_far(message_id, owner, _of_owner(items.values(), owner)))
        return state

    def left_open(self, opened_before_s: float) -> list[OpenSegment]:
        found = _oldest(self._client, self._table, OPEN_INDEX, "is_open", _YES, opened_before_s)
        with translated(StorageUnavailable):
            items = [
                self._client.get_item(
                    TableName=self._table,
                    Key={name: stale[name] for name in ("message_id", "item")},
                    ConsistentRead=True,
                ).get("Item", {})
                for stale in found
            ]
        return [_open_segment(item) for item in items if item.get("is_open") == _YES]

    def under_way(self, opened_after_s: float, most: int) -> int:
        with translated(StorageUnavailable):
            found = self._client.query(
                TableName=self._table,
                IndexName=OPEN_INDEX,
                KeyConditionExpression="is_open = :yes AND opened_at > :after",
                ExpressionAttributeValues={
                    ":yes": _YES,
                    ":after": {"N": str(round(opened_after_s))},
                },
                Select="COUNT",
                Limit=most,
            )
        return int(found["Count"])

    def finish(self, message_id: str, segments: int, speaker: Connection) -> None:
        self._update(
            message_id,
            segments - 1,
            "SET is_last = :yes",
            condition="#owner = :owner",
            names={"#owner": "owner"},
            values={":yes": {"BOOL": True}, ":owner": {"S": speaker.owner}},
        )

    def state(self, message_id: str, owner: str) -> MessageState:
        return _so_far(message_id, owner, _of_owner(self._segments(message_id), owner))

    def listen(self, message_id: str, speaker: Connection) -> list[StoredEvent]:
        mine = _of_owner(self._segments(message_id), speaker.owner)
        segments = sorted(_segment(item) for item in mine)
        if not segments:
            raise MessageUnknown

        def listen(segment: int) -> dict[str, Any]:
            return self._update(
                message_id,
                segment,
                f"SET {_listening(speaker)}",
                values={":listener": {"S": speaker.connection_id}},
            )

        with ThreadPoolExecutor(LISTENING_AT_ONCE, thread_name_prefix="listen") as pool:
            return [event for item in pool.map(listen, segments) for event in _events(item)]

    def read(self, message_id: str, owner: str) -> dict[int, list[StoredEvent]]:
        items = self._segments(message_id, "#item, #owner, events", names={})
        mine = {_segment(item): _events(item) for item in _of_owner(items, owner)}
        if not mine:
            raise MessageUnknown
        return dict(sorted(mine.items()))

    def of(self, owner: str) -> list[tuple[str, int]]:
        with translated(StorageUnavailable):
            pages = self._client.get_paginator("query").paginate(
                TableName=self._table,
                IndexName=OWNER_INDEX,
                KeyConditionExpression="#owner = :owner",
                ExpressionAttributeNames={"#owner": "owner"},
                ExpressionAttributeValues={":owner": {"S": owner}},
            )
            return [
                (item["message_id"]["S"], _segment(item))
                for page in pages
                for item in page["Items"]
            ]

    def erase(self, message_id: str, segment: int) -> None:
        with translated(StorageUnavailable):
            self._client.delete_item(TableName=self._table, Key=_segment_key(message_id, segment))

    def _segments(
        self,
        message_id: str,
        attributes: str = "#item, #owner, is_last, is_open, opened_at, events.#end, events.#whole",
        names: Mapping[str, str] = MappingProxyType({"#end": _END, "#whole": _WHOLE}),
    ) -> list[dict[str, Any]]:
        """The item of every segment, whoever claimed it, with no events but ends unless more is
        asked for."""
        with translated(StorageUnavailable):
            pages = self._client.get_paginator("query").paginate(
                TableName=self._table,
                ConsistentRead=True,
                KeyConditionExpression="message_id = :id",
                ProjectionExpression=attributes,
                ExpressionAttributeNames={"#item": "item", "#owner": "owner", **names},
                ExpressionAttributeValues={":id": {"S": message_id}},
            )
            return [item for page in pages for item in page["Items"]]

    def _update(
        self,
        message_id: str,
        segment: int,
        expression: str,
        *,
        values: dict[str, Any] | None = None,
        names: dict[str, str] | None = None,
        condition: str = EXISTS,
        otherwise: type[DragomanError] = MessageUnknown,
        returns: str = "ALL_NEW",
    ) -> dict[str, Any]:
        """One UpdateItem on a segment; the attributes it gives back. Raises `otherwise` when the
        condition is not met by what is there, MessageUnknown when nothing is there."""
        optional = {"ExpressionAttributeNames": names, "ExpressionAttributeValues": values}
        with translated(StorageUnavailable):
            try:
                updated = self._client.update_item(
                    TableName=self._table,
                    Key=_segment_key(message_id, segment),
                    UpdateExpression=expression,
                    ConditionExpression=condition,
                    ReturnValues=returns,
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                    **{name: value for name, value in optional.items() if value is not None},
                )
            except ClientError as error:
                if code(error) == _REFUSED:
                    raise (otherwise if "Item" in error.response else MessageUnknown) from error
                raise
        return dict(updated.get("Attributes", {}))


def _connection_key(connection_id: str) -> dict[str, Any]:
    return {"connection_id": {"S": connection_id}}


def _segment_key(message_id: str, segment: int) -> dict[str, Any]:
    return {"message_id": {"S": message_id}, "item": {"S": f"segment#{segment:04d}"}}


def _segment(item: dict[str, Any]) -> int:
    return int(item["item"]["S"].removeprefix("segment#"))


def _listening(speaker: Connection) -> str:
    """Who hears a segment from now on; NO_CONNECTION only where there was no one before."""
    heir = (
        "if_not_exists(listener, :listener)"
        if speaker.connection_id == NO_CONNECTION
        else ":listener"
    )
    return f"listener = {heir}"


def _texts(texts: tuple[str, ...]) -> dict[str, Any]:
    return {"L": [{"S": text} for text in texts]}


def _opened(opened_at_s: int) -> dict[str, Any]:
    """What lists a connection in its index; one of unknown age is not listed."""
    return {"opened_at": {"N": str(opened_at_s)}, "unwarned": _YES} if opened_at_s else {}


def _oldest(
    dynamodb: Any,
    table: str,
    index: str,
    attribute: str,
    value: dict[str, str],
    before_s: float,
) -> list[dict[str, Any]]:
    """The keys of what an index lists under a value from before then, as it was a moment ago."""
    with translated(StorageUnavailable):
        return list(
            dynamodb.query(
                TableName=table,
                IndexName=index,
                KeyConditionExpression=f"{attribute} = :value AND opened_at < :before",
                ExpressionAttributeValues={":value": value, ":before": {"N": str(round(before_s))}},
                Limit=AT_ONCE,
            )["Items"]
        )


def _open_segment(item: dict[str, Any]) -> OpenSegment:
    return OpenSegment(
        message_id=item["message_id"]["S"],
        segment=_segment(item),
        owner=item["owner"]["S"],
        last="is_last" in item,
        opened_at_s=int(item["opened_at"]["N"]),
        events=tuple(_events(item)),
    )


def _of_owner(items: Iterable[dict[str, Any]], owner: str) -> list[dict[str, Any]]:
    """What another claimed under the same id is left out."""
    return [item for item in items if item["owner"]["S"] == owner]


def _so_far(message_id: str, owner: str, items: list[dict[str, Any]]) -> MessageState:
    said = {_segment(item): item.get("events", {}).get("M", {}) for item in items}
    opened = {_segment(item): int(item["opened_at"]["N"]) for item in items if "opened_at" in item}
    return MessageState(
        message_id=message_id,
        owner=owner,
        ends={n: json.loads(events[_END]["S"]) for n, events in said.items() if _END in events},
        under_way=tuple(number for number in opened if _END not in said[number]),
        last=min((_segment(item) for item in items if "is_last" in item), default=None),
        ended=any(_WHOLE in events for events in said.values()),
        standing=tuple(_segment(item) for item in items if item.get("is_open") == _STANDS),
        opened_at_s=max(opened.values(), default=0),
    )


def _events(item: dict[str, Any]) -> list[StoredEvent]:
    by_seq = sorted(item["events"]["M"].items(), key=lambda pair: int(pair[0]))
    return [json.loads(event["S"]) for _, event in by_seq]


def _expiry(retention_s: int, clock: Clock) -> Callable[[], dict[str, str]]:
    """The `expires_at` attribute for what is written now: Unix seconds."""
    return lambda: {"N": str(round(clock()) + retention_s)}
