"""Usage over DynamoDB: one item per ticket, per rate-limit key and minute, per account and day."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from dragoman.aws.clients import client, code, translated
from dragoman.aws.dynamodb import CONDITION_FAILED, Item, number
from dragoman.aws.quota_table import QuotaTable
from dragoman.errors import NotAdmitted, RateLimited, StorageUnavailable, Unavailable
from dragoman.limits.quota import ADDRESS_LIMIT_FACTOR, accounts
from dragoman.ports import ChargedSegment, Clock, Ticket
from dragoman.protocol import Limits

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

GUESSES_WINDOW_S = 600
"""The time for which wrong room codes count."""
_MINUTE_S = 60
_TICKET_MARGIN_S = 60
_PARALLEL_WRITES = 4


class DynamoDBUsage:
    def __init__(
        self,
        table: str,
        limits: Limits,
        *,
        tickets_per_minute: int,
        reads_per_minute: int,
        request_cost_per_minute: int,
        room_code_attempts: int,
        max_audio_s_per_day: float,
        clock: Clock,
        timeout_s: float,
    ) -> None:
        self._table = table
        self._limits = limits
        self._tickets_per_minute = tickets_per_minute
        self._reads_per_minute = reads_per_minute
        self._request_cost_per_minute = request_cost_per_minute
        self._room_code_attempts = room_code_attempts
        self._max_audio_s_per_day = max_audio_s_per_day
        self._clock = clock
        self._client: DynamoDBClient = client("dynamodb", timeout_s)
        self._quotas = QuotaTable(table, self._client)
        self._writing = ThreadPoolExecutor(_PARALLEL_WRITES, thread_name_prefix="usage")

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

    def block(self, owner: str, until_s: float) -> None:
        with translated(StorageUnavailable):
            try:
                self._client.put_item(
                    TableName=self._table,
                    Item={**_key(f"blocked#{owner}"), "expires_at": number(until_s)},
                    ConditionExpression="attribute_not_exists(usage_id) OR expires_at < :until",
                    ExpressionAttributeValues={":until": number(until_s)},
                )
            except ClientError as error:
                if code(error) != CONDITION_FAILED:
                    raise

    def require_unblocked(self, owner: str) -> None:
        with translated(StorageUnavailable):
            found = self._client.get_item(TableName=self._table, Key=_key(f"blocked#{owner}"))
        if "Item" in found and int(found["Item"]["expires_at"]["N"]) > self._clock():
            raise NotAdmitted("This account is disabled.")

    def count_write(self, key: str) -> None:
        self._count("write", key, self._tickets_per_minute)

    def count_read(self, key: str) -> None:
        self._count("read", key, self._reads_per_minute)

    def count_cost(self, owner: str, address_key: str, cost: int) -> None:
        self._count("cost", owner, self._request_cost_per_minute, cost)
        if address_key:
            self._count(
                "cost", address_key, ADDRESS_LIMIT_FACTOR * self._request_cost_per_minute, cost
            )

    def count_guess(self, key: str) -> None:
        limit = self._room_code_attempts
        self._count("guess", key, limit, window_s=GUESSES_WINDOW_S)

    def forgive_guess(self, key: str) -> None:
        self._add("guess", key, -1, int(self._clock() // GUESSES_WINDOW_S), GUESSES_WINDOW_S)

    def _count(
        self, kind: str, key: str, limit: int, cost: int = 1, window_s: int = _MINUTE_S
    ) -> None:
        now_s = self._clock()
        window = int(now_s // window_s)
        if self._add(kind, key, cost, window, window_s) > limit:
            wait_ms = round(((window + 1) * window_s - now_s) * 1000)
            minutes = "a minute" if window_s == _MINUTE_S else f"in {window_s // _MINUTE_S} minutes"
            raise RateLimited(f"The limit is {limit} requests {minutes}.", wait_ms)

    def _add(self, kind: str, key: str, cost: int, window: int, window_s: int) -> int:
        """Adds to the count of a window of time; the count."""
        with translated(StorageUnavailable):
            found = self._client.update_item(
                TableName=self._table,
                Key=_key(f"{kind}#{sha256(key.encode()).hexdigest()[:32]}#{window}"),
                UpdateExpression="ADD requests :cost SET expires_at = :end",
                ExpressionAttributeValues={
                    ":cost": number(cost),
                    ":end": number((window + 2) * window_s),
                },
                ReturnValues="UPDATED_NEW",
            )
        return int(found["Attributes"]["requests"]["N"])

    def reserve(self, segment: ChargedSegment) -> None:
        """Charges all accounts concurrently, which takes as long as one."""
        charged = accounts(segment, self._limits)
        reserving = [self._writing.submit(self._quotas.reserve, one, segment) for one in charged]
        limit_s = self._max_audio_s_per_day
        service = self._writing.submit(self._quotas.check_service, segment, limit_s)
        refusals = [error for future in (*reserving, service) if (error := future.exception())]
        if not refusals:
            return
        for account, future in zip(charged, reserving, strict=True):
            if future.exception() is None:
                with suppress(Unavailable):
                    self._quotas.settle(account, segment, 0.0)
        raise refusals[0]

    def settle(self, segment: ChargedSegment, audio_s: float) -> None:
        settled = [
            self._quotas.settle(account, segment, audio_s)
            for account in accounts(segment, self._limits)
        ]
        if settled[0] and audio_s:
            self._quotas.add_to_service(segment, audio_s)


def _key(usage_id: str) -> Item:
    return {"usage_id": {"S": usage_id}}
