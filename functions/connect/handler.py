"""$connect: a socket opens."""

from aws_lambda_powertools.utilities.data_classes.api_gateway_websocket_event import (
    APIGatewayWebSocketEvent,
)

from dragoman.steps.connect import connect
from dragoman.telemetry import Event, route
from dragoman.wiring import Wiring

wiring = Wiring()


@route(wake=lambda: wiring.build("connections"))
def handler(event: Event) -> None:
    opened = APIGatewayWebSocketEvent(event).request_context
    connect(
        opened.connection_id,
        event["requestContext"].get("authorizer", {}).get("principalId"),
        (event.get("queryStringParameters") or {}).get("session"),
        connections=wiring.connections,
    )
