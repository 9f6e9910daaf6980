"""The calls of functions to AWS, counted in the units that AWS bills."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3

Json = dict[str, Any]
WRITE_BYTES = 1024
READ_BYTES = 4096
POST_BYTES = 32 * 1024
PLAIN = {
    "StartExecution": "executions",
    "Invoke": "invocations",
    "PutObject": "s3_puts",
    "GetObject": "s3_gets",
    "GetSecretValue": "secret_reads",
}
"""Operations whose cost does not depend on their size."""


class Account:
    """Counts every call of the clients that are made after it is opened."""

    def __init__(self) -> None:
        self._dynamodb = boto3.client("dynamodb")  # made before, so that its calls are not counted
        self._sizes: dict[str, Json | None] = {}
        self.bill: dict[str, float] = defaultdict(float)

    @classmethod
    @contextmanager
    def opened(cls) -> Iterator[Account]:
        account, session = cls(), boto3.DEFAULT_SESSION
        assert session
        events = session.events
        before, after = account._before_call, account._after_call
        events.register("before-parameter-build", before)
        events.register("after-call", after)
        try:
            yield account
        finally:
            events.unregister("before-parameter-build", before)
            events.unregister("after-call", after)

    def take(self) -> dict[str, float]:
        """The billed units since the last call of this method."""
        taken, self.bill = self.bill, defaultdict(float)
        return dict(sorted(taken.items()))

    def _before_call(self, params: Json, model: Any, context: Json, **_: Any) -> None:
        context["params"] = params
        if model.service_model.service_name == "dynamodb" and self._is_write(model.name):
            context["before"] = self._item(params)

    def _after_call(self, model: Any, context: Json, **_: Any) -> None:
        name, params = model.name, context["params"]
        if name in PLAIN:
            self.bill[PLAIN[name]] += 1
        elif name == "PostToConnection":
            self.bill["posts"] += math.ceil(len(params["Data"]) / POST_BYTES)
        elif self._is_write(name):
            self.bill["dynamodb_writes"] += self._write_units(params, context["before"])
        elif name == "GetItem":
            self.bill["dynamodb_reads"] += _read_units(params, [self._item(params) or {}])
        elif name == "Query":
            self.bill["dynamodb_reads"] += _read_units(params, [])
        else:
            raise AssertionError(f"Nobody said what {name} costs.")

    @staticmethod
    def _is_write(name: str) -> bool:
        return name in {"PutItem", "UpdateItem", "DeleteItem"}

    def _item(self, params: Json) -> Json | None:
        schema = self._table(params)["KeySchema"]
        given = params.get("Key") or params["Item"]
        key = {part["AttributeName"]: given[part["AttributeName"]] for part in schema}
        found = self._dynamodb.get_item(TableName=params["TableName"], Key=key, ConsistentRead=True)
        return found.get("Item")

    def _table(self, params: Json) -> Json:
        return dict(self._dynamodb.describe_table(TableName=params["TableName"])["Table"])

    def _write_units(self, params: Json, before: Json | None) -> int:
        """The units of the larger of the old and the new item, and of the indexes that change."""
        after = self._item(params)
        item = max(1, *(math.ceil(_bytes(one or {}) / WRITE_BYTES) for one in (before, after)))
        indexes = self._table(params).get("GlobalSecondaryIndexes", [])
        return item + sum(_index_units(index, before, after) for index in indexes)


def _index_units(index: Json, before: Json | None, after: Json | None) -> int:
    """The units of an index whose entries hold only keys."""
    entries = {_entry(index, before), _entry(index, after)}
    return len(entries - {None}) if len(entries) > 1 else 0


def _entry(index: Json, item: Json | None) -> tuple[str, ...] | None:
    names = [part["AttributeName"] for part in index["KeySchema"]]
    if item is None or any(name not in item for name in names):
        return None
    return tuple(str(item[name]) for name in names)


def _read_units(params: Json, items: list[Json]) -> float:
    units = max(1, math.ceil(sum(map(_bytes, items)) / READ_BYTES))
    return units if params.get("ConsistentRead") else units / 2


def _bytes(item: Json) -> int:
    """The size of an item, by the rules of DynamoDB's developer guide."""
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def _value_bytes(value: Json) -> int:
    ((kind, held),) = value.items()
    match kind:
        case "S":
            return len(held.encode())
        case "N":
            return math.ceil(len(held) / 2) + 1
        case "SS":
            return sum(len(one.encode()) for one in held)
        case "M":
            return 3 + sum(1 + len(k.encode()) + _value_bytes(v) for k, v in held.items())
        case "L":
            return 3 + sum(1 + _value_bytes(v) for v in held)
    return 1
