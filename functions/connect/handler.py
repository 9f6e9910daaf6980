"""$connect: a socket opens, unless its connection cannot be stored."""

from functools import partial

from aws_lambda_powertools.utilities.data_classes.api_gateway_websocket_event import (
    APIGatewayWebSocketEvent,
)

from dragoman.conversation.connect import connect
from dragoman.conversation.legacy_protocol import requested_mode
from dragoman.observability.middleware import UNAVAILABLE, Event, lambda_handler, websocket
from dragoman.wiring import Wiring

wiring = Wiring()


@lambda_handler(partial(websocket, undelivered=UNAVAILABLE), wake=lambda _: wiring.connections)
def handler(event: Event) -> None:
    admitted = event["requestContext"]["authorizer"]
    connect(
        APIGatewayWebSocketEvent(event).request_context.connection_id,
        admitted["principalId"],
        requested_mode(event.get("queryStringParameters") or {}),
        admitted.get("address_key", ""),
        connections=wiring.connections,
        clock=wiring.clock,
    )


wiring.build_on_lambda(lambda: wiring.connections)
