"""The authorizer of $connect: it redeems the ticket in the address of the socket."""

from dragoman.conversation.admission import admit
from dragoman.observability.middleware import Event, authorizer, lambda_handler
from dragoman.ports import Ticket
from dragoman.wiring import Wiring

wiring = Wiring()


@lambda_handler(authorizer, wake=lambda _: wiring.admission_ports)
def handler(event: Event) -> Ticket:
    headers = {name.lower(): value for name, value in event["headers"].items()}
    ticket = (event.get("queryStringParameters") or {}).get("ticket") or ""
    return admit(ticket, headers.get("origin"), wiring.admission_ports)


wiring.build_on_lambda(lambda: wiring.admission_ports)
