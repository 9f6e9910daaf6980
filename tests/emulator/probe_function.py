"""A function that follows its event's orders, and a route that posts back what reached it."""

import json
import os
import time
from typing import Any

import boto3

SECRET = "what only the function may know"


class Complaint(Exception):
    """Raised on request."""


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    if "requestContext" in event:
        return answer_route(event)
    time.sleep(event.get("sleep_s", 0))
    if event.get("raise"):
        raise Complaint(SECRET)
    return {"padding": "x" * event.get("padding", 0), "environment": dict(os.environ)}


def answer_route(event: dict[str, Any]) -> dict[str, Any]:
    context = event["requestContext"]
    if context["eventType"] == "MESSAGE":
        if "please raise" in event["body"]:
            raise Complaint(SECRET)
        post(context, {"route": context["routeKey"], "bytes": len(event["body"].encode())})
    return {"statusCode": 200, "body": SECRET}


def post(context: dict[str, Any], said: object) -> None:
    path = f"_aws/execute-api/{context['apiId']}/{context['stage']}"
    url = f"{os.environ['AWS_ENDPOINT_URL']}/{path}"
    connections = boto3.client("apigatewaymanagementapi", endpoint_url=url)
    connections.post_to_connection(
        ConnectionId=context["connectionId"], Data=json.dumps(said).encode()
    )
