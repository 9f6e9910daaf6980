"""The events with which AWS calls a function."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

CONNECTION = "L0SM9cOFvHcCIhw="


@dataclass
class Context:
    """The context of an invocation."""

    function_name: str
    aws_request_id: str = "88888888-4444-4444-4444-121212121212"
    memory_limit_in_mb: int = 512

    @property
    def invoked_function_arn(self) -> str:
        return f"arn:aws:lambda:us-east-1:000000000000:function:{self.function_name}"


def websocket(
    route: str,
    body: Any = None,
    *,
    principal: str | None = None,
    text: str | None = None,
) -> dict[str, Any]:
    """API Gateway's event of a WebSocket route; `body` travels as JSON, `text` as it is."""
    lifecycle = {"$connect": "CONNECT", "$disconnect": "DISCONNECT"}
    event: dict[str, Any] = {
        "requestContext": {
            "routeKey": route,
            "eventType": lifecycle.get(route, "MESSAGE"),
            "extendedRequestId": "L0SM-HAoCIhwFkg=",
            "requestTime": "22/Nov/2026:10:00:00 +0000",
            "messageDirection": "IN",
            "stage": "live",
            "connectedAt": 1_700_000_000_000,
            "requestTimeEpoch": 1_700_000_000_100,
            "identity": {"sourceIp": "198.51.100.7", "userAgent": "Mozilla/5.0"},
            "requestId": "L0SM-HAoCIhwFkg=",
            "domainName": "abcdefghij.execute-api.us-east-1.amazonaws.com",
            "connectionId": CONNECTION,
            "apiId": "abcdefghij",
        },
        "isBase64Encoded": False,
    }
    if principal:
        event["requestContext"]["authorizer"] = {"principalId": principal, "integrationLatency": 3}
    if route == "$connect":
        event |= {"headers": {"Host": "abcdefghij"}, "multiValueHeaders": {"Host": ["abcdefghij"]}}
    if route == "$disconnect":
        event["requestContext"] |= {"disconnectStatusCode": 1001, "disconnectReason": "Going away"}
    if body is not None or text is not None:
        event["body"] = text if text is not None else json.dumps(body)
    return event


def handshake(ticket: str | None, origin: str | None = None) -> dict[str, Any]:
    """API Gateway's event for the authorizer of `$connect`."""
    arn = "arn:aws:execute-api:us-east-1:000000000000:abcdefghij/live/$connect"
    event = websocket("$connect") | {"type": "REQUEST", "methodArn": arn}
    event["headers"] |= {"Origin": origin} if origin else {}
    event["queryStringParameters"] = {"ticket": ticket} if ticket else None
    return event


def http(
    method: str,
    path: str,
    body: Any = None,
    *,
    headers: dict[str, str] | None = None,
    user: str | None = None,
    address: str = "198.51.100.7",
) -> dict[str, Any]:
    """API Gateway's event of an HTTP route, payload format 2.0; `body` travels as JSON."""
    path, _, query = path.partition("?")
    context: dict[str, Any] = {
        "accountId": "000000000000",
        "apiId": "abcdefghij",
        "domainName": "abcdefghij.execute-api.us-east-1.amazonaws.com",
        "http": {
            "method": method,
            "path": path,
            "protocol": "HTTP/1.1",
            "sourceIp": address,
            "userAgent": "Mozilla/5.0",
        },
        "requestId": "L0SM-HAoCIhwFkg=",
        "routeKey": f"{method} {path}",
        "stage": "$default",
        "time": "22/Nov/2026:10:00:00 +0000",
        "timeEpoch": 1_700_000_000_100,
    }
    if user:
        context["authorizer"] = {"jwt": {"claims": {"sub": user}, "scopes": None}}
    event = {
        "version": "2.0",
        "routeKey": f"{method} {path}",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {"content-type": "application/json", "host": "abcdefghij"} | (headers or {}),
        "requestContext": context,
        "isBase64Encoded": False,
    }
    return event if body is None else event | {"body": json.dumps(body)}
