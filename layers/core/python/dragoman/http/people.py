"""People: the right to open a socket, and to be forgotten."""

from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic import BaseModel, Field

from dragoman.conversation.admission import IssuedTicket, issue_to_guest, issue_to_user
from dragoman.conversation.forget import ForgetResult, forget
from dragoman.errors import NotAdmitted
from dragoman.http.identity import SESSION, SESSION_IN_WORDS, address, require_reader, subject
from dragoman.http.problems import problems
from dragoman.protocol import WrittenAs
from dragoman.wiring import Wiring


class TicketRequest(BaseModel):
    session: Annotated[str, WrittenAs(SESSION, SESSION_IN_WORDS)] | None = Field(
        default=None, repr=False
    )
    """A guest's own secret, a long random text; without one a new one is made."""


def serve(app: FastAPI, wiring: Wiring) -> None:
    @app.post("/v1/tickets", status_code=201, responses=problems(400, 401, 422, 429))
    def give_ticket(
        account: Annotated[str | None, Depends(subject)],
        caller: Annotated[str, Depends(address)],
        request: TicketRequest | None = None,
    ) -> IssuedTicket:
        """The right to open one WebSocket, within the next minute: `?ticket=` in its address."""
        if account is not None:
            return issue_to_user(account, tickets=wiring.tickets, usage=wiring.usage)
        if not wiring.settings.guests:
            raise NotAdmitted
        session = request.session if request else None
        return issue_to_guest(session, caller, tickets=wiring.tickets, usage=wiring.usage)

    @app.delete("/v1/me", responses=problems(401, 429))
    def forget_me(owner: Annotated[str, Depends(require_reader(wiring))]) -> ForgetResult:
        """Removes everything the caller said, and what came of it; where that takes too long, as
        much as there is time for: ask again while there is `more`."""
        return forget(owner, messages=wiring.messages, audio=wiring.audio, clock=wiring.clock)
