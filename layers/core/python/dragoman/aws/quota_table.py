"""Quotas over DynamoDB: one item per account and day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from dragoman.aws.clients import code, translated
from dragoman.aws.dynamodb import CONDITION_FAILED, Item, number
from dragoman.errors import Busy, RateLimited, StorageUnavailable
from dragoman.limits.quota import (
    DAY_MS,
    LEASE_MS,
    Account,
    QuotaUsage,
    check,
    day,
    earlier_leases,
    expired,
    lease,
    segment_bucket,
)
from dragoman.ports import ChargedSegment

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_DAY_S = DAY_MS // 1000
_WITHIN_QUOTA = (
    "(attribute_not_exists(leases) OR size(leases) < :max_leases) "
    "AND (attribute_not_exists(audio_s) OR audio_s < :max_audio_s)"
)
_BUCKET_EMPTY = f"(attribute_not_exists(empty_at) OR empty_at <= :now) AND {_WITHIN_QUOTA}"
_BUCKET_FILLED = f"empty_at > :now AND empty_at <= :latest AND {_WITHIN_QUOTA}"


class QuotaTable:
    """Every call is one conditional write, so that of two concurrent calls only one can take the
    last of a quota. A reservation within a burst costs two."""

    def __init__(self, table: str, dynamodb: DynamoDBClient) -> None:
        self._table = table
        self._client = dynamodb

    def reserve(self, account: Account, segment: ChargedSegment) -> None:
        """Raises RateLimited, StorageUnavailable."""
        limits, now_ms = account.limits, segment.received_at_ms
        used = self._fill_empty_bucket(account, segment)
        if used is None:
            return
        if replaced := earlier_leases(used.leases, segment):
            self._release(account, segment, replaced)
            used = used.without(replaced, limits)
        if stale := expired(used.leases, now_ms):
            self._remove_leases(account, segment, stale)
            used = QuotaUsage(used.empty_at_ms, used.leases - stale, used.audio_s)
        check(used, limits, now_ms)
        if used.empty_at_ms > now_ms:
            used = self._add_to_bucket(account, segment)
        else:
            used = self._fill_empty_bucket(account, segment)
        if used is not None:  # concurrent requests for the same account came first
            check(used, limits, now_ms)
            raise RateLimited(retry_after_ms=round(segment_bucket(limits).interval_ms))

    def settle(self, account: Account, segment: ChargedSegment, audio_s: float) -> bool:
        """Ends the reservation and charges the duration; False when there is none. Raises
        StorageUnavailable."""
        with translated(StorageUnavailable):
            try:
                self._client.update_item(
                    TableName=self._table,
                    Key=_key(account, segment),
                    UpdateExpression="ADD audio_s :excess DELETE leases :lease",
                    # A segment that ends twice is charged once.
                    ConditionExpression="contains(leases, :this)",
                    ExpressionAttributeValues={
                        ":excess": {"N": f"{audio_s - account.limits.audio_s:.3f}"},
                        ":lease": {"SS": [lease(segment)]},
                        ":this": {"S": lease(segment)},
                    },
                )
            except ClientError as error:
                if code(error) == CONDITION_FAILED:
                    return False
                raise
        return True

    def check_service(self, segment: ChargedSegment, limit_s: float) -> None:
        """Raises Busy if the whole service has reached its limit of audio for the day,
        StorageUnavailable."""
        with translated(StorageUnavailable):
            found = self._client.get_item(TableName=self._table, Key=_service(segment))
        if _used(found.get("Item", {})).audio_s >= limit_s:
            wait_ms = DAY_MS - segment.received_at_ms % DAY_MS
            raise Busy("The service has reached its limit for today.", wait_ms)

    def add_to_service(self, segment: ChargedSegment, audio_s: float) -> None:
        """Raises StorageUnavailable."""
        with translated(StorageUnavailable):
            self._client.update_item(
                TableName=self._table,
                Key=_service(segment),
                UpdateExpression="ADD audio_s :audio_s SET expires_at = :end",
                ExpressionAttributeValues={
                    ":audio_s": {"N": f"{audio_s:.3f}"},
                    ":end": _end(segment),
                },
            )

    def _fill_empty_bucket(self, account: Account, segment: ChargedSegment) -> QuotaUsage | None:
        now_ms = segment.received_at_ms
        values = {":now": now_ms, ":next": segment_bucket(account.limits).add(0, now_ms)}
        return self._take_lease(account, segment, _BUCKET_EMPTY, "empty_at = :next", values)

    def _add_to_bucket(self, account: Account, segment: ChargedSegment) -> QuotaUsage | None:
        now_ms, bucket = segment.received_at_ms, segment_bucket(account.limits)
        latest, interval = now_ms + bucket.headroom_ms, bucket.interval_ms
        values = {":now": now_ms, ":latest": latest, ":interval": interval}
        change = "empty_at = empty_at + :interval"
        return self._take_lease(account, segment, _BUCKET_FILLED, change, values)

    def _take_lease(
        self,
        account: Account,
        segment: ChargedSegment,
        condition: str,
        change: str,
        values: dict[str, float],
    ) -> QuotaUsage | None:
        """Takes a lease if the condition holds; the usage so far if it does not. The lease that an
        upload took for the same segment ends."""
        limits = account.limits
        with translated(StorageUnavailable):
            try:
                before = self._client.update_item(
                    TableName=self._table,
                    Key=_key(account, segment),
                    UpdateExpression=f"SET {change}, expires_at = :end "
                    "ADD leases :lease, audio_s :audio_s",
                    ConditionExpression=condition,
                    ExpressionAttributeValues={
                        **{name: number(value) for name, value in values.items()},
                        ":max_leases": number(limits.segments_under_way),
                        ":max_audio_s": {"N": str(limits.audio_s_per_day)},
                        ":end": _end(segment),
                        ":lease": {"SS": [lease(segment)]},
                        ":audio_s": {"N": f"{limits.audio_s:.3f}"},
                    },
                    ReturnValues="ALL_OLD",
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                )
            except ClientError as error:
                if code(error) == CONDITION_FAILED:
                    return _used(dict(error.response).get("Item", {}))
                raise
        if replaced := earlier_leases(_used(before.get("Attributes", {})).leases, segment):
            self._release(account, segment, replaced)
        return None

    def _release(self, account: Account, segment: ChargedSegment, replaced: frozenset[str]) -> None:
        """Returns the cost of the earlier leases of the segment, but not twice."""
        limits = account.limits
        for one in replaced:
            with translated(StorageUnavailable):
                try:
                    self._client.update_item(
                        TableName=self._table,
                        Key=_key(account, segment),
                        UpdateExpression="SET empty_at = empty_at - :interval "
                        "ADD audio_s :refund DELETE leases :lease",
                        ConditionExpression="contains(leases, :this)",
                        ExpressionAttributeValues={
                            ":interval": number(segment_bucket(limits).interval_ms),
                            ":refund": {"N": f"{-limits.audio_s:.3f}"},
                            ":lease": {"SS": [one]},
                            ":this": {"S": one},
                        },
                    )
                except ClientError as error:
                    if code(error) != CONDITION_FAILED:
                        raise

    def _remove_leases(
        self, account: Account, segment: ChargedSegment, leases: frozenset[str]
    ) -> None:
        with translated(StorageUnavailable):
            self._client.update_item(
                TableName=self._table,
                Key=_key(account, segment),
                UpdateExpression="DELETE leases :leases",
                ExpressionAttributeValues={":leases": {"SS": sorted(leases)}},
            )


def _used(item: Any) -> QuotaUsage:
    return QuotaUsage(
        empty_at_ms=int(item.get("empty_at", {}).get("N", "0")),
        leases=frozenset(item.get("leases", {}).get("SS", [])),
        audio_s=float(item.get("audio_s", {}).get("N", "0")),
    )


def _key(account: Account, segment: ChargedSegment) -> Item:
    return {"usage_id": {"S": f"{account.key}#{day(segment)}"}}


def _service(segment: ChargedSegment) -> Item:
    return {"usage_id": {"S": f"service#{day(segment)}"}}


def _end(segment: ChargedSegment) -> Any:
    """The expiry time of the item."""
    return number((day(segment) + 1) * _DAY_S + LEASE_MS // 1000)
