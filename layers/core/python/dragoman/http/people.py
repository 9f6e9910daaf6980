"""The routes of a person: tickets, and the deletion of their data."""

from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic import BaseModel, Field

from dragoman.conversation.admission import IssuedTicket, issue_to_guest, issue_to_user
from dragoman.conversation.forget import ForgetResult, forget
from dragoman.conversation.rooms import leave_every_room
from dragoman.errors import NotAdmitted
from dragoman.http.identity import SESSION, SESSION_IN_WORDS, address, require_reader, subject
from dragoman.http.problems import problems
from dragoman.protocol import WrittenAs
from dragoman.wiring import Wiring


class TicketRequest(BaseModel):
    session: Annotated[str, WrittenAs(SESSION, SESSION_IN_WORDS)] | None = Field(
        default=None, repr=False
    )
    """The secret of a guest's session, a long random text; without it a new one is made."""


def serve(app: FastAPI, wiring: Wiring) -> None:
    @app.post("/v1/tickets", status_code=201, responses=problems(400, 401, 422, 429))
    def give_ticket(
        account: Annotated[str | None, Depends(subject)],
        caller: Annotated[str, Depends(address)],
        request: TicketRequest | None = None,
    ) -> IssuedTicket:
        """Issues the right to open one WebSocket within the next minute: `?ticket=` in its address."""
        if account is not None:
            return issue_to_user(account, wiring.admission_ports)
        if not wiring.settings.guests:
            raise NotAdmitted
        session = request.session if request else None
        return issue_to_guest(session, caller, wiring.admission_ports)

    @app.delete("/v1/me", responses=problems(401, 429))
    def forget_me(owner: Annotated[str, Depends(require_reader(wiring))]) -> ForgetResult:
        """Deletes everything of the caller, who leaves every room. When that takes too long, `more` is
        true: repeat the request."""
        leave_every_room(owner, wiring.room_ports)
        return forget(owner, wiring.http_ports)
