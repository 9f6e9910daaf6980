"""The HTTP API."""

import logging

from aws_lambda_powertools.utilities.typing import LambdaContext
from mangum import Mangum

from dragoman.http import PROBLEM, create
from dragoman.telemetry import ANSWERED, Event, logger
from dragoman.wiring import Wiring

# It would print the words of errors that the application has noted without them, and answered.
logging.getLogger("mangum.http").disabled = True

wiring = Wiring()
serve = Mangum(create(wiring), lifespan="off", text_mime_types=["application/json", PROBLEM])


@logger.inject_lambda_context(clear_state=True)
def handler(event: Event, context: LambdaContext) -> Event:
    if "warm" in event:
        wiring.build("tickets", "usage", "messages", "audio", "offer", "workflow", "room")
        return dict(ANSWERED)
    return serve(event, context)  # type: ignore[arg-type]
