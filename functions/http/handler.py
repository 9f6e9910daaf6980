"""The HTTP API."""

import logging

from aws_lambda_powertools.utilities.typing import LambdaContext
from mangum import Mangum

from dragoman.http import PROBLEM, create
from dragoman.observability.middleware import Event, api
from dragoman.wiring import Wiring

# It would print the words of errors that the application has noted without them, and answered.
logging.getLogger("mangum.http").disabled = True

wiring = Wiring()
serve = Mangum(create(wiring), lifespan="off", text_mime_types=["application/json", PROBLEM])


@api(
    wake=lambda: wiring.build(
        "tickets", "usage", "messages", "audio", "capabilities", "workflow", "capacity_gate"
    )
)
def handler(event: Event, context: LambdaContext) -> Event:
    return serve(event, context)  # type: ignore[arg-type]
