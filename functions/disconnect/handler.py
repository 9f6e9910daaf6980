"""$disconnect: a socket is closed."""

from aws_lambda_powertools.utilities.data_classes.api_gateway_websocket_event import (
    APIGatewayWebSocketEvent,
)

from dragoman.conversation.connect import disconnect
from dragoman.observability.middleware import Event, lambda_handler, websocket
from dragoman.wiring import Wiring

wiring = Wiring()


@lambda_handler(websocket, wake=lambda _: wiring.disconnect_ports)
def handler(event: Event) -> None:
    closed = APIGatewayWebSocketEvent(event).request_context
    disconnect(closed.connection_id, wiring.disconnect_ports)


wiring.build_on_lambda(lambda: wiring.disconnect_ports)
