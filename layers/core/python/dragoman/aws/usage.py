"""Usage over DynamoDB: one item per ticket, per rate-limit key and minute, per speaker and day."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from dragoman.aws.clients import client, code, translated
from dragoman.aws.dynamodb import CONDITION_FAILED, Item, number
from dragoman.errors import NotAdmitted, RateLimited, StorageUnavailable
from dragoman.limits.quota import (
    LEASE_MS,
    QuotaUsage,
    check,
    day,
    expired,
    lease,
    segment_bucket,
)
from dragoman.ports import Clock, Ticket
from dragoman.protocol import Job, Limits

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_DAY_S = 86_400
_TICKET_MARGIN_S = 60
_WITHIN_QUOTA = (
    "(attribute_not_exists(leases) OR size(leases) < :max_leases) "
    "AND (attribute_not_exists(audio_s) OR audio_s < :max_audio_s)"
)
_BUCKET_EMPTY = f"(attribute_not_exists(empty_at) OR empty_at <= :now) AND {_WITHIN_QUOTA}"
_BUCKET_FILLED = f"empty_at > :now AND empty_at <= :latest AND {_WITHIN_QUOTA}"


class DynamoDBUsage:
    """Every call is one conditional write, so that of two concurrent calls only one can take the
    last of a quota. A reservation within a burst costs two."""

    def __init__(
        self,
        table: str,
        limits: Limits,
        *,
        tickets_per_minute: int,
        reads_per_minute: int,
        clock: Clock,
        timeout_s: float,
    ) -> None:
        self._table = table
        self._limits = limits
        self._bucket = segment_bucket(limits)
        self._tickets_per_minute = tickets_per_minute
        self._reads_per_minute = reads_per_minute
        self._clock = clock
        self._client: DynamoDBClient = client("dynamodb", timeout_s)

    def redeem(self, ticket: Ticket) -> None:
        expires_at = number(ticket.expires_at_s + _TICKET_MARGIN_S)
        with translated(StorageUnavailable):
            try:
                self._client.put_item(
                    TableName=self._table,
                    Item={**_key(f"ticket#{ticket.ticket_id}"), "expires_at": expires_at},
                    ConditionExpression="attribute_not_exists(usage_id)",
                )
            except ClientError as error:
                if code(error) == CONDITION_FAILED:
                    raise NotAdmitted("This ticket was used before.") from error
                raise

    def count_write(self, key: str) -> None:
        self._count("write", key, self._tickets_per_minute)

    def count_read(self, key: str) -> None:
        self._count("read", key, self._reads_per_minute)

    def _count(self, kind: str, key: str, limit: int) -> None:
        now_s = self._clock()
        minute = int(now_s // 60)
        with translated(StorageUnavailable):
            found = self._client.update_item(
                TableName=self._table,
                Key=_key(f"{kind}#{sha256(key.encode()).hexdigest()[:32]}#{minute}"),
                UpdateExpression="ADD requests :one SET expires_at = :end",
                ExpressionAttributeValues={":one": number(1), ":end": number((minute + 2) * 60)},
                ReturnValues="UPDATED_NEW",
            )
        if int(found["Attributes"]["requests"]["N"]) > limit:
            wait_ms = round(((minute + 1) * 60 - now_s) * 1000)
            raise RateLimited(f"The limit is {limit} requests a minute.", wait_ms)

    def reserve(self, job: Job) -> None:
        now_ms = job.received_at_ms
        used = self._fill_empty_bucket(job)
        if used is None:
            return
        if stale := expired(used.leases, now_ms):
            self._remove_leases(job, stale)
            used = QuotaUsage(used.empty_at_ms, used.leases - stale, used.audio_s)
        check(used, self._limits, now_ms)
        used = (
            self._add_to_bucket(job) if used.empty_at_ms > now_ms else self._fill_empty_bucket(job)
        )
        if used is not None:  # concurrent requests of the same speaker came first
            check(used, self._limits, now_ms)
            raise RateLimited(retry_after_ms=round(self._bucket.interval_ms))

    def settle(self, job: Job, audio_s: float) -> None:
        with translated(StorageUnavailable):
            try:
                self._client.update_item(
                    TableName=self._table,
                    Key=_speaker(job),
                    UpdateExpression="ADD audio_s :excess DELETE leases :lease",
                    # A segment that ends twice is charged once.
                    ConditionExpression="contains(leases, :this)",
                    ExpressionAttributeValues={
                        ":excess": {"N": f"{audio_s - self._limits.audio_s:.3f}"},
                        ":lease": {"SS": [lease(job)]},
                        ":this": {"S": lease(job)},
                    },
                )
            except ClientError as error:
                if code(error) != CONDITION_FAILED:
                    raise

    def _fill_empty_bucket(self, job: Job) -> QuotaUsage | None:
        now_ms = job.received_at_ms
        values = {":now": now_ms, ":next": self._bucket.add(0, now_ms)}
        return self._take_lease(job, _BUCKET_EMPTY, "empty_at = :next", values)

    def _add_to_bucket(self, job: Job) -> QuotaUsage | None:
        now_ms = job.received_at_ms
        latest = now_ms + self._bucket.headroom_ms
        values = {":now": now_ms, ":latest": latest, ":interval": self._bucket.interval_ms}
        return self._take_lease(job, _BUCKET_FILLED, "empty_at = empty_at + :interval", values)

    def _take_lease(
        self, job: Job, condition: str, change: str, values: dict[str, float]
    ) -> QuotaUsage | None:
        """Takes a lease if the condition holds; the usage so far if it does not."""
        with translated(StorageUnavailable):
            try:
                self._client.update_item(
                    TableName=self._table,
                    Key=_speaker(job),
                    UpdateExpression=f"SET {change}, expires_at = :end "
                    "ADD leases :lease, audio_s :audio_s",
                    ConditionExpression=condition,
                    ExpressionAttributeValues={
                        **{name: number(value) for name, value in values.items()},
                        ":max_leases": number(self._limits.segments_under_way),
                        ":max_audio_s": {"N": str(self._limits.audio_s_per_day)},
                        ":end": number((day(job) + 1) * _DAY_S + LEASE_MS // 1000),
                        ":lease": {"SS": [lease(job)]},
                        ":audio_s": {"N": f"{self._limits.audio_s:.3f}"},
                    },
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                )
            except ClientError as error:
                if code(error) == CONDITION_FAILED:
                    return _used(dict(error.response).get("Item", {}))
                raise
        return None

    def _remove_leases(self, job: Job, leases: frozenset[str]) -> None:
        with translated(StorageUnavailable):
            self._client.update_item(
                TableName=self._table,
                Key=_speaker(job),
                UpdateExpression="DELETE leases :leases",
                ExpressionAttributeValues={":leases": {"SS": sorted(leases)}},
            )


def _used(item: Any) -> QuotaUsage:
    return QuotaUsage(
        empty_at_ms=int(item.get("empty_at", {}).get("N", "0")),
        leases=frozenset(item.get("leases", {}).get("SS", [])),
        audio_s=float(item.get("audio_s", {}).get("N", "0")),
    )


def _key(usage_id: str) -> Item:
    return {"usage_id": {"S": usage_id}}


def _speaker(job: Job) -> Item:
    return _key(f"speaker#{job.owner}#{day(job)}")
