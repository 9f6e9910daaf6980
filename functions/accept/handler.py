"""Every client message, on whichever route it arrives."""

from aws_lambda_powertools.utilities.data_classes.api_gateway_websocket_event import (
    APIGatewayWebSocketEvent,
)

from dragoman.conversation.accept import accept
from dragoman.observability.middleware import Event, lambda_handler, websocket
from dragoman.protocol import RequestError
from dragoman.wiring import Wiring

wiring = Wiring()


@lambda_handler(websocket, wake=lambda _: wiring.conversation_ports)
def handler(event: Event) -> RequestError | None:
    message = APIGatewayWebSocketEvent(event)
    connection_id = message.request_context.connection_id
    return accept(connection_id, message.body or "", wiring.conversation_ports)


wiring.build_on_lambda(lambda: wiring.conversation_ports)
