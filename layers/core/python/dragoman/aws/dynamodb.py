"""Shared code of the tables: their indexes, their expiry, and a query of the oldest items."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dragoman.aws.clients import translated
from dragoman.errors import StorageUnavailable
from dragoman.ports import Clock

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]
"""Attributes in DynamoDB's own form, such as `{"owner": {"S": "ann"}}`."""

QUEUE_INDEX = "queue"
"""The index of segments that have a `queue`, by `since`."""
OWNER_INDEX = "owner"
"""The index of segments by owner."""
UNWARNED_INDEX = "unwarned"
"""The index of connections that have `unwarned`, by `opened_at`."""
USER_INDEX = "user"
"""The connections of users with an account, by `user`, which guests do not have."""
CONDITION_FAILED = "ConditionalCheckFailedException"
MAX_LISTED = 100


def number(value: float) -> dict[str, str]:
    """A rounded number as an attribute."""
    return {"N": str(round(value))}


def expiry(retention_s: int, clock: Clock) -> Callable[[], dict[str, str]]:
    """Gives the `expires_at` attribute of an item written now, in Unix seconds."""
    return lambda: number(round(clock()) + retention_s)


def oldest(
    client: DynamoDBClient, table: str, index: str, key: tuple[str, str], sort: str, before_s: float
) -> list[Item]:
    """The keys of the oldest items of an index before a Unix time, as of a moment ago. `key` is the
    name and value of the partition key, `sort` the name of the sort key."""
    name, value = key
    with translated(StorageUnavailable):
        found = client.query(
            TableName=table,
            IndexName=index,
            KeyConditionExpression="#key = :value AND #sort < :before",
            ExpressionAttributeNames={"#key": name, "#sort": sort},
            ExpressionAttributeValues={":value": {"S": value}, ":before": number(before_s)},
            Limit=MAX_LISTED,
        )
    return list(found["Items"])
