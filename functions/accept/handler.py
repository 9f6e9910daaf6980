"""Every client message: hello, translate, upload, resume, ping, and whatever else arrives."""

from aws_lambda_powertools.utilities.data_classes.api_gateway_websocket_event import (
    APIGatewayWebSocketEvent,
)

from dragoman.conversation.accept import accept
from dragoman.observability.middleware import Event, route
from dragoman.protocol import RequestError
from dragoman.wiring import Wiring

wiring = Wiring()


@route(
    wake=lambda: wiring.build(
        "capabilities",
        "connections",
        "messages",
        "audio",
        "notifier",
        "workflow",
        "warmer",
        "usage",
        "rate_limiter",
        "capacity_gate",
    )
)
def handler(event: Event) -> RequestError | None:
    message = APIGatewayWebSocketEvent(event)
    return accept(
        message.request_context.connection_id,
        message.body or "",
        capabilities=wiring.capabilities,
        connections=wiring.connections,
        messages=wiring.messages,
        audio=wiring.audio,
        notifier=wiring.notifier,
        workflow=wiring.workflow,
        warmer=wiring.warmer,
        usage=wiring.usage,
        rate_limiter=wiring.rate_limiter,
        capacity_gate=wiring.capacity_gate,
        clock=wiring.clock,
    )
