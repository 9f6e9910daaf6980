"""The HTTP API."""

import logging

from aws_lambda_powertools.utilities.typing import LambdaContext
from mangum import Mangum

from dragoman.http import TEXT_MEDIA_TYPES, create
from dragoman.observability.middleware import Event, http, lambda_handler
from dragoman.wiring import Wiring

# Mangum would log the messages of errors that the application has already logged without them.
logging.getLogger("mangum.http").disabled = True

wiring = Wiring()
serve = Mangum(
    create(wiring),
    lifespan="off",
    text_mime_types=TEXT_MEDIA_TYPES,
)


@lambda_handler(http, wake=lambda _: (wiring.admission_ports, wiring.http_ports, wiring.room_ports))
def handler(event: Event, context: LambdaContext) -> Event:
    return serve(event, context)  # type: ignore[arg-type]


wiring.build_on_lambda(lambda: (wiring.admission_ports, wiring.http_ports, wiring.room_ports))
