"""Messages over DynamoDB."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from dragoman.aws.clients import client, code, translated
from dragoman.aws.dynamodb import (
    CONDITION_FAILED,
    OWNER_INDEX,
    QUEUE_INDEX,
    Item,
    expiry,
    number,
    oldest,
)
from dragoman.aws.message_items import (
    MESSAGE_END,
    SEGMENT_END,
    events_by_seq,
    events_in_order,
    item_key,
    item_name,
    message_state,
    of_owner,
    segment_number,
    segment_record,
    segment_status,
)
from dragoman.errors import (
    MessageNotYours,
    MessageUnknown,
    SegmentEnded,
    StorageUnavailable,
)
from dragoman.message_status import SegmentStatus, SweepQueue, TentativeStatus
from dragoman.ports import (
    NO_CONNECTION,
    AppendResult,
    Claim,
    Clock,
    Connection,
    MessageState,
    SegmentRecord,
    StoredEvent,
)
from dragoman.protocol import (
    MAX_SEGMENTS,
    MESSAGE_END_SEQ,
    SEGMENT_END_SEQ,
    SEGMENT_START_SEQ,
    RoomTurn,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

PARALLEL_UPDATES = 8
"""Segments that `listen` updates at once; a client keeps ten connections."""
_EXISTS = "attribute_exists(message_id)"
_IN_EXECUTION = (SegmentStatus.ACCEPTED, SegmentStatus.RUNNING)
_REACHED_BY = {SEGMENT_START_SEQ: SegmentStatus.ACCEPTED, SEGMENT_END_SEQ: SegmentStatus.ENDED}
_YES = {"BOOL": True}
_NO_REQUEST = {"S": ""}
_NO_NAMES: Mapping[str, str] = MappingProxyType({})


class _ConditionFailed(Exception):
    """The condition of an update does not hold; `item` is what is stored."""

    def __init__(self, item: Item) -> None:
        super().__init__()
        self.item = item


class DynamoDBMessages:
    """One item per segment: its owner, its listener, its status, and a map of its events by `seq`.

    One write stores an event and returns the listener; one write changes the listener and returns
    the events. So a new listener misses no event. The condition of a write holds its source status.
    """

    def __init__(self, table: str, *, retention_s: int, clock: Clock, timeout_s: float) -> None:
        self._table = table
        self._clock = clock
        self._expiry = expiry(retention_s, clock)
        self._client: DynamoDBClient = client("dynamodb", timeout_s)

    def claim(
        self,
        message_id: str,
        segment: int,
        speaker: Connection,
        last: bool = False,
        request: str = "",
    ) -> Claim:
        change = ""
        values: Item = {}
        if last:
            change += ", is_last = :yes"
            values[":yes"] = _YES
        if request:
            change += ", digest = :request"
            values[":request"] = {"S": request}
        try:
            item = self._claim(message_id, segment, speaker, change, values)
        except _ConditionFailed as failed:
            raise MessageNotYours from failed
        known = request and item.get("tentative") == {"S": request}
        return Claim(segment_status(item), int(item["tentative_at_ms"]["N"]) if known else None)

    def claim_tentatively(
        self, message_id: str, segment: int, speaker: Connection, request: str, at_ms: int
    ) -> bool:
        try:
            self._claim(
                message_id,
                segment,
                speaker,
                ", tentative = :request, tentative_at_ms = :at_ms",
                {":request": {"S": request}, ":at_ms": number(at_ms)},
                " AND attribute_not_exists(digest)"
                " AND (attribute_not_exists(#status) OR #status = :claimed)",
            )
        except _ConditionFailed as failed:
            if failed.item["owner"]["S"] != speaker.owner:
                raise MessageNotYours from failed
            return False
        return True

    def _claim(
        self,
        message_id: str,
        segment: int,
        speaker: Connection,
        change: str,
        values: Item,
        condition: str = "",
    ) -> Item:
        """The item of a segment after it was claimed. Raises _ConditionFailed."""
        return self._update(
            message_id,
            segment,
            f"SET #owner = :owner, {_listening(speaker)}, expires_at = :expires_at, "
            "#status = if_not_exists(#status, :claimed), "
            f"events = if_not_exists(events, :none){change}",
            condition=f"(attribute_not_exists(#owner) OR #owner = :owner){condition}",
            names={"#owner": "owner", "#status": "status"},
            values={
                ":owner": {"S": speaker.owner},
                ":listener": {"S": speaker.connection_id},
                ":expires_at": self._expiry(),
                ":claimed": {"S": SegmentStatus.CLAIMED},
                ":none": {"M": {}},
                **values,
            },
        )

    def tentative_status(self, message_id: str, segment: int, request: str) -> TentativeStatus:
        with translated(StorageUnavailable):
            found = self._client.get_item(
                TableName=self._table,
                Key=item_key(message_id, segment),
                ConsistentRead=True,
                ProjectionExpression="#status, tentative, digest",
                ExpressionAttributeNames={"#status": "status"},
            )
        item = found.get("Item", {})
        if item.get("tentative") != {"S": request}:
            return TentativeStatus.DROPPED
        if segment_status(item) is SegmentStatus.CLAIMED:
            return TentativeStatus.PENDING
        same = item.get("digest") == {"S": request}
        return TentativeStatus.ACCEPTED if same else TentativeStatus.DROPPED

    def drop_tentative(self, message_id: str, segment: int, request: str) -> bool:
        names: dict[str, str] = {}
        values: Item = {":request": {"S": request}, ":no_request": _NO_REQUEST}
        claimed = _in_status([SegmentStatus.CLAIMED], names, values)
        try:
            self._update(
                message_id, segment, "SET tentative = :no_request",
                condition=f"tentative = :request AND {claimed}", names=names, values=values,
                returns="NONE",
            )  # fmt: skip
        except (_ConditionFailed, MessageUnknown):
            return False
        return True

    def status(self, message_id: str, segment: int, owner: str) -> SegmentStatus | None:
        with translated(StorageUnavailable):
            found = self._client.get_item(
                TableName=self._table,
                Key=item_key(message_id, segment),
                ProjectionExpression="#owner, #status",
                ExpressionAttributeNames={"#owner": "owner", "#status": "status"},
            )
        if (item := found.get("Item")) is None:
            return None
        if item["owner"]["S"] != owner:
            raise MessageNotYours
        return segment_status(item)

    def append(self, message_id: str, segment: int, seq: int, event: StoredEvent) -> AppendResult:
        key, condition, names = str(seq), _EXISTS, {"#seq": str(seq)}
        values: Item = {":event": {"S": json.dumps(event, ensure_ascii=False)}}
        values[":room"] = {"S": _room_of(event)}
        expression = (
            "SET events.#seq = if_not_exists(events.#seq, :event), listener = listener, "
            "room = if_not_exists(room, :room)"
        )
        if seq == SEGMENT_START_SEQ:
            expression += ", tentative = if_not_exists(tentative, :no_request)"
            values[":no_request"] = _NO_REQUEST
        if seq in _REACHED_BY:
            change, condition = self._change(_REACHED_BY[seq], names, values)
            expression += f", {change}"
        elif seq != MESSAGE_END_SEQ:
            condition = _in_status(_IN_EXECUTION, names, values)
        try:
            item = self._update(
                message_id, segment, expression, condition=condition, names=names, values=values,
                returns="UPDATED_NEW",
            )  # fmt: skip
        except _ConditionFailed as failed:
            item = failed.item
            if key not in item["events"]["M"]:
                segment_status(item).advance(_REACHED_BY.get(seq, SegmentStatus.RUNNING))
                raise SegmentEnded from failed
        room = item.get("room", {}).get("S")
        return AppendResult(
            json.loads(item["events"]["M"][key]["S"]),
            item["listener"]["S"],
            RoomTurn.model_validate_json(room) if room else None,
            item.get("tentative", _NO_REQUEST)["S"],
        )

    def advance(
        self, message_id: str, segment: int, status: SegmentStatus, since_s: int | None = None
    ) -> None:
        names: dict[str, str] = {}
        values: Item = {}
        change, condition = self._change(status, names, values, since_s)
        with suppress(MessageUnknown):
            try:
                self._update(
                    message_id, segment, f"SET {change}", condition=condition, names=names,
                    values=values, returns="UPDATED_NEW",
                )  # fmt: skip
            except _ConditionFailed as failed:
                segment_status(failed.item).advance(status)

    def _change(
        self,
        status: SegmentStatus,
        names: dict[str, str],
        values: Item,
        since_s: float | None = None,
    ) -> tuple[str, str]:
        """The assignments that set a status, and the condition under which it is legal."""
        condition = _in_status(status.sources(), names, values)
        names["#queue"] = "queue"
        change = "#status = :status"
        values[":status"] = {"S": status}
        if status is SegmentStatus.ACCEPTED:
            since_s = self._clock()
        if since_s is not None:
            values[":since"] = number(since_s)
            change += ", since = :since"
        if status.queue is None:
            return f"{change} REMOVE #queue", condition
        values[":queue"] = {"S": status.queue}
        return f"{change}, #queue = :queue", condition

    def list_queue(self, queue: SweepQueue, before_s: float) -> list[SegmentRecord]:
        found = oldest(self._client, self._table, QUEUE_INDEX, ("queue", queue), "since", before_s)
        with translated(StorageUnavailable):
            items = [
                self._client.get_item(
                    TableName=self._table,
                    Key={name: stale[name] for name in ("message_id", "item")},
                    ConsistentRead=True,
                ).get("Item", {})
                for stale in found
            ]
        return [segment_record(item) for item in items if item.get("queue") == {"S": queue}]

    def count_live(self, accepted_after_s: float, limit: int) -> int:
        with translated(StorageUnavailable):
            found = self._client.query(
                TableName=self._table,
                IndexName=QUEUE_INDEX,
                KeyConditionExpression="#queue = :queue AND since > :after",
                ExpressionAttributeNames={"#queue": "queue"},
                ExpressionAttributeValues={
                    ":queue": {"S": SweepQueue.LIVE},
                    ":after": number(accepted_after_s),
                },
                Select="COUNT",
                Limit=limit,
            )
        return int(found["Count"])

    def finish(self, message_id: str, segments: int, speaker: Connection) -> None:
        try:
            self._update(
                message_id,
                segments - 1,
                "SET is_last = :yes",
                condition="#owner = :owner",
                names={"#owner": "owner"},
                values={":yes": _YES, ":owner": {"S": speaker.owner}},
            )
        except _ConditionFailed as failed:
            raise MessageUnknown from failed

    def state(self, message_id: str, owner: str) -> MessageState:
        items = self._segments(
            message_id,
            "#item, #owner, #status, is_last, since, events.#end, events.#whole",
            {"#status": "status", "#end": SEGMENT_END, "#whole": MESSAGE_END},
        )
        return message_state(message_id, owner, of_owner(items, owner))

    def segments_from(self, message_id: str, owner: str, first: int) -> list[int]:
        found = self._segments(message_id, "#item, #owner", {}, first)
        if first > 0:
            found = [*self._segments(message_id, "#item, #owner", {}, 0, 0), *found]
        segments = [segment_number(item) for item in of_owner(found, owner)]
        if not segments:
            raise MessageUnknown
        return segments

    def listen(
        self, message_id: str, speaker: Connection, segments: Sequence[int] = (0,)
    ) -> list[StoredEvent]:
        def listen(segment: int) -> Item:
            return self._update(
                message_id,
                segment,
                f"SET {_listening(speaker)}",
                condition="#owner = :owner",
                names={"#owner": "owner"},
                values={
                    ":owner": {"S": speaker.owner},
                    ":listener": {"S": speaker.connection_id},
                },
            )

        try:
            with ThreadPoolExecutor(PARALLEL_UPDATES, thread_name_prefix="listen") as pool:
                return [
                    event for item in pool.map(listen, segments) for event in events_in_order(item)
                ]
        except _ConditionFailed as failed:
            raise MessageUnknown from failed

    def read(self, message_id: str, owner: str) -> dict[int, list[StoredEvent]]:
        items = self._segments(message_id, "#item, #owner, events", {})
        found = {segment_number(item): events_in_order(item) for item in of_owner(items, owner)}
        if not found:
            raise MessageUnknown
        return dict(sorted(found.items()))

    def segment_events(self, message_id: str, segment: int) -> dict[int, StoredEvent]:
        with translated(StorageUnavailable):
            found = self._client.get_item(
                TableName=self._table, Key=item_key(message_id, segment), ConsistentRead=True
            )
        return events_by_seq(found["Item"]) if "Item" in found else {}

    def segments_of(self, owner: str) -> list[tuple[str, int]]:
        with translated(StorageUnavailable):
            pages = self._client.get_paginator("query").paginate(
                TableName=self._table,
                IndexName=OWNER_INDEX,
                KeyConditionExpression="#owner = :owner",
                ExpressionAttributeNames={"#owner": "owner"},
                ExpressionAttributeValues={":owner": {"S": owner}},
            )
            items: list[Item] = [item for page in pages for item in page["Items"]]
        return [(item["message_id"]["S"], segment_number(item)) for item in items]

    def erase(self, message_id: str, segment: int) -> None:
        with translated(StorageUnavailable):
            self._client.delete_item(TableName=self._table, Key=item_key(message_id, segment))

    def _segments(
        self,
        message_id: str,
        attributes: str,
        names: dict[str, str],
        first: int = 0,
        last: int = MAX_SEGMENTS,
    ) -> list[Item]:
        """The given attributes of a range of segments of a message, regardless of their owner."""
        with translated(StorageUnavailable):
            pages = self._client.get_paginator("query").paginate(
                TableName=self._table,
                ConsistentRead=True,
                KeyConditionExpression="message_id = :id AND #item BETWEEN :first AND :last",
                ProjectionExpression=attributes,
                ExpressionAttributeNames={"#item": "item", "#owner": "owner", **names},
                ExpressionAttributeValues={
                    ":id": {"S": message_id},
                    ":first": {"S": item_name(first)},
                    ":last": {"S": item_name(last)},
                },
            )
            return [item for page in pages for item in page["Items"]]

    def _update(
        self,
        message_id: str,
        segment: int,
        expression: str,
        *,
        values: Item,
        names: Mapping[str, str] = _NO_NAMES,
        condition: str = _EXISTS,
        returns: Any = "ALL_NEW",
    ) -> Item:
        """Updates a segment and returns attributes. Raises _ConditionFailed, or MessageUnknown when
        there is no such segment."""
        optional: dict[str, Any] = {"ExpressionAttributeNames": names} if names else {}
        with translated(StorageUnavailable):
            try:
                updated = self._client.update_item(
                    TableName=self._table,
                    Key=item_key(message_id, segment),
                    UpdateExpression=expression,
                    ConditionExpression=condition,
                    ExpressionAttributeValues=values,
                    ReturnValues=returns,
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                    **optional,
                )
            except ClientError as error:
                if code(error) != CONDITION_FAILED:
                    raise
                item: Item | None = dict(error.response).get("Item")  # type: ignore[assignment]
                if item is None:
                    raise MessageUnknown from error
                raise _ConditionFailed(item) from error
        return dict(updated.get("Attributes", {}))


def _room_of(event: StoredEvent) -> str:
    """The turn in a room that the first event of a segment names, as JSON; empty where none is."""
    room = event["data"].get("room")
    return json.dumps(room) if room else ""


def _in_status(statuses: Iterable[SegmentStatus], names: dict[str, str], values: Item) -> str:
    """The condition that a segment has one of these statuses."""
    names["#status"] = "status"
    placeholders = {f":{status}": {"S": status} for status in statuses}
    values |= placeholders
    return f"#status IN ({', '.join(placeholders)})"


def _listening(speaker: Connection) -> str:
    """The assignment of the listener; NO_CONNECTION replaces no listener."""
    if speaker.connection_id == NO_CONNECTION:
        return "listener = if_not_exists(listener, :listener)"
    return "listener = :listener"
