"""Notifier over the @connections API of API Gateway."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from dragoman.aws.clients import client, code, translated
from dragoman.errors import DeliveryUnavailable, Gone

if TYPE_CHECKING:
    from mypy_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient

MAX_POST_S, ATTEMPTS = 2.0, 2
"""A gateway that hangs must not cost a stage its time: events are stored and can be replayed."""


class ApiGatewayNotifier:
    def __init__(self, callback_url: str, timeout_s: float) -> None:
        timeout_s = min(timeout_s, MAX_POST_S)
        self._client: ApiGatewayManagementApiClient = client(
            "apigatewaymanagementapi", timeout_s, callback_url, ATTEMPTS
        )

    def post(self, connection_id: str, message: dict[str, Any]) -> None:
        data = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
        with translated(DeliveryUnavailable):
            try:
                self._client.post_to_connection(ConnectionId=connection_id, Data=data)
            except ClientError as error:
                if code(error) == "GoneException":
                    raise Gone from error
                raise

    def close(self, connection_id: str) -> None:
        with translated(DeliveryUnavailable):
            try:
                self._client.delete_connection(ConnectionId=connection_id)
            except ClientError as error:
                if code(error) != "GoneException":
                    raise
