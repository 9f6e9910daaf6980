"""$connect's authorizer: whose the ticket is that was shown."""

from dragoman.conversation.admission import admit
from dragoman.observability.middleware import Event, authorizer
from dragoman.wiring import Wiring

wiring = Wiring()


@authorizer(wake=lambda: wiring.build("tickets", "usage"))
def handler(event: Event) -> str:
    headers = {name.lower(): value for name, value in event["headers"].items()}
    return admit(
        (event.get("queryStringParameters") or {}).get("ticket") or "",
        headers.get("origin"),
        origins=wiring.settings.allowed_origins,
        tickets=wiring.tickets,
        usage=wiring.usage,
    )
