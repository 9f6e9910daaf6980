"""$connect: a socket opens, unless it cannot be known whose it is."""

from aws_lambda_powertools.utilities.data_classes.api_gateway_websocket_event import (
    APIGatewayWebSocketEvent,
)

from dragoman.conversation.connect import connect
from dragoman.conversation.legacy_protocol import requested_mode
from dragoman.observability.middleware import REFUSED, Event, route
from dragoman.wiring import Wiring

wiring = Wiring()


@route(wake=lambda: wiring.build("connections"), otherwise=REFUSED)
def handler(event: Event) -> None:
    opened = APIGatewayWebSocketEvent(event).request_context
    connect(
        opened.connection_id,
        event["requestContext"]["authorizer"]["principalId"],
        requested_mode(event.get("queryStringParameters") or {}),
        connections=wiring.connections,
        clock=wiring.clock,
    )
