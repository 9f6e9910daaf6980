"""Usage over DynamoDB: one item a ticket, one a visitor and minute, one a speaker and day."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from botocore.exceptions import ClientError

from dragoman.aws.clients import client, code, translated
from dragoman.errors import NotAdmitted, RateLimited, StorageUnavailable
from dragoman.limits.quota import (
    LEASE_MS,
    QuotaUsage,
    ahead_ms,
    check,
    day,
    expired,
    interval_ms,
    lease,
)
from dragoman.ports import Clock, Ticket
from dragoman.protocol import Job, Limits

_REFUSED = "ConditionalCheckFailedException"
_DAY_S = 86_400
_FREE = (
    "(attribute_not_exists(under_way) OR size(under_way) < :most) "
    "AND (attribute_not_exists(audio_s) OR audio_s < :ceiling)"
)
_EVEN = f"(attribute_not_exists(even_at) OR even_at <= :now) AND {_FREE}"
_AHEAD = f"even_at > :now AND even_at <= :latest AND {_FREE}"


class DynamoDBUsage:
    """Each call is one conditional write, so that two who come at once cannot both have the last
    of what there is; a speaker in a burst costs two."""

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
        self._tickets_per_minute = tickets_per_minute
        self._reads_per_minute = reads_per_minute
        self._clock = clock
        self._client = client("dynamodb", timeout_s)

    def redeem(self, ticket: Ticket) -> None:
        item = {**_key(f"ticket#{ticket.ticket_id}"), "expires_at": _n(ticket.expires_at_s + 60)}
        with translated(StorageUnavailable):
            try:
                self._client.put_item(
                    TableName=self._table,
                    Item=item,
                    ConditionExpression="attribute_not_exists(usage_id)",
                )
            except ClientError as error:
                if code(error) == _REFUSED:
                    raise NotAdmitted("This ticket was used before.") from error
                raise

    def count_write(self, visitor: str) -> None:
        self._count("visitor", visitor, self._tickets_per_minute)

    def count_read(self, visitor: str) -> None:
        self._count("onlooker", visitor, self._reads_per_minute)

    def _count(self, kind: str, visitor: str, most: int) -> None:
        now_s = self._clock()
        minute = int(now_s // 60)
        with translated(StorageUnavailable):
            found = self._client.update_item(
                TableName=self._table,
                Key=_key(f"{kind}#{sha256(visitor.encode()).hexdigest()[:32]}#{minute}"),
                UpdateExpression="ADD visits :one SET expires_at = :end",
                ExpressionAttributeValues={":one": _n(1), ":end": _n((minute + 2) * 60)},
                ReturnValues="UPDATED_NEW",
            )
        if int(found["Attributes"]["visits"]["N"]) > most:
            wait_ms = round(((minute + 1) * 60 - now_s) * 1000)
            raise RateLimited(f"{most} requests a minute are enough.", wait_ms)

    def begin(self, job: Job) -> None:
        now_ms = job.received_at_ms
        even = {":now": now_ms, ":next": now_ms + interval_ms(self._limits)}
        used = self._try(job, _EVEN, "SET even_at = :next, ", even)
        if used is None:
            return
        if stale := expired(used.under_way, now_ms):
            self._remove(job, stale)
            used = QuotaUsage(used.even_at_ms, used.under_way - stale, used.audio_s)
        check(used, self._limits, now_ms)
        if used.even_at_ms > now_ms:
            latest = now_ms + ahead_ms(self._limits)
            ahead = {":now": now_ms, ":latest": latest, ":one": interval_ms(self._limits)}
            used = self._try(job, _AHEAD, "SET even_at = even_at + :one, ", ahead)
        else:
            used = self._try(job, _EVEN, "SET even_at = :next, ", even)
        if used is not None:  # others of the same speaker were faster
            check(used, self._limits, now_ms)
            raise RateLimited(retry_after_ms=interval_ms(self._limits))

    def end(self, job: Job, audio_s: float) -> None:
        with translated(StorageUnavailable):
            try:
                self._client.update_item(
                    TableName=self._table,
                    Key=_speaker(job),
                    UpdateExpression="ADD audio_s :too_much DELETE under_way :lease",
                    # A segment that ends twice is counted once.
                    ConditionExpression="contains(under_way, :this)",
                    ExpressionAttributeValues={
                        ":too_much": {"N": f"{audio_s - self._limits.audio_s:.3f}"},
                        ":lease": {"SS": [lease(job)]},
                        ":this": {"S": lease(job)},
                    },
                )
            except ClientError as error:
                if code(error) != _REFUSED:
                    raise

    def _try(
        self, job: Job, condition: str, change: str, values: dict[str, int]
    ) -> QuotaUsage | None:
        """Takes the lease if the condition holds; otherwise says what is used."""
        with translated(StorageUnavailable):
            try:
                self._client.update_item(
                    TableName=self._table,
                    Key=_speaker(job),
                    UpdateExpression=f"{change}expires_at = :end ADD under_way :lease, audio_s :audio_s",
                    ConditionExpression=condition,
                    ExpressionAttributeValues={
                        **{name: _n(value) for name, value in values.items()},
                        ":most": _n(self._limits.segments_under_way),
                        ":ceiling": {"N": str(self._limits.audio_s_per_day)},
                        ":end": _n((day(job) + 1) * _DAY_S + LEASE_MS // 1000),
                        ":lease": {"SS": [lease(job)]},
                        ":audio_s": {"N": f"{self._limits.audio_s:.3f}"},
                    },
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                )
            except ClientError as error:
                if code(error) == _REFUSED:
                    return _used(dict(error.response).get("Item", {}))
                raise
        return None

    def _remove(self, job: Job, leases: frozenset[str]) -> None:
        with translated(StorageUnavailable):
            self._client.update_item(
                TableName=self._table,
                Key=_speaker(job),
                UpdateExpression="DELETE under_way :leases",
                ExpressionAttributeValues={":leases": {"SS": sorted(leases)}},
            )


def _used(item: Any) -> QuotaUsage:
    return QuotaUsage(
        int(item.get("even_at", {}).get("N", "0")),
        frozenset(item.get("under_way", {}).get("SS", [])),
        float(item.get("audio_s", {}).get("N", "0")),
    )


def _key(usage_id: str) -> dict[str, Any]:
    return {"usage_id": {"S": usage_id}}


def _speaker(job: Job) -> dict[str, Any]:
    return _key(f"speaker#{job.owner}#{day(job)}")


def _n(number: int) -> dict[str, str]:
    return {"N": str(number)}
