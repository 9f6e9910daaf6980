"""The items of the messages table: their keys and attributes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from dragoman.aws.dynamodb import Item
from dragoman.message_status import SegmentStatus
from dragoman.ports import MessageState, SegmentRecord, SegmentState, StoredEvent
from dragoman.protocol import MESSAGE_END_SEQ, SEGMENT_END_SEQ, SEQ_PER_LANGUAGE

SEGMENT_END: Final = str(SEGMENT_END_SEQ)
MESSAGE_END: Final = str(MESSAGE_END_SEQ)


def item_key(message_id: str, segment: int) -> Item:
    return {"message_id": {"S": message_id}, "item": {"S": item_name(segment)}}


def item_name(segment: int) -> str:
    """The sort key of a segment, which sorts like its number."""
    return f"segment#{segment:04d}"


def segment_number(item: Item) -> int:
    return int(item["item"]["S"].removeprefix("segment#"))


def segment_status(item: Item) -> SegmentStatus:
    return SegmentStatus(item["status"]["S"])


def of_owner(items: Iterable[Item], owner: str) -> list[Item]:
    """The items without those that another owner claimed under the same message id."""
    return [item for item in items if item["owner"]["S"] == owner]


def segment_record(item: Item) -> SegmentRecord:
    return SegmentRecord(
        message_id=item["message_id"]["S"],
        segment=segment_number(item),
        owner=item["owner"]["S"],
        last="is_last" in item,
        since_s=int(item["since"]["N"]),
        events=tuple(events_in_order(item)),
    )


def message_state(message_id: str, owner: str, items: list[Item]) -> MessageState:
    return MessageState(
        message_id=message_id,
        owner=owner,
        segments=dict(sorted((segment_number(item), _segment_state(item)) for item in items)),
        last=min((segment_number(item) for item in items if "is_last" in item), default=None),
        end_stored=any(MESSAGE_END in _stored(item) for item in items),
    )


def _segment_state(item: Item) -> SegmentState:
    end = _stored(item).get(SEGMENT_END)
    return SegmentState(
        status=segment_status(item),
        end=json.loads(end["S"]) if end else None,
        since_s=int(item["since"]["N"]) if "since" in item else 0,
    )


def _stored(item: Item) -> Item:
    """The events that a projection returned, by `seq`."""
    events: Item = item.get("events", {}).get("M", {})
    return events


def events_in_order(item: Item) -> list[StoredEvent]:
    """The events of a segment, without those for single languages of a room."""
    return [event for seq, event in events_by_seq(item).items() if seq < SEQ_PER_LANGUAGE]


def events_by_seq(item: Item) -> dict[int, StoredEvent]:
    """All events of a segment, by the number under which they are stored, in order."""
    stored: dict[str, Item] = item["events"]["M"]
    return {int(seq): json.loads(stored[seq]["S"]) for seq in sorted(stored, key=int)}
