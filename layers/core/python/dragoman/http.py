"""The HTTP API beside the WebSocket: an application over the same steps."""

from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from dragoman.errors import (
    BadInput,
    DragomanError,
    InvalidMessage,
    NotAdmitted,
    RateLimited,
    Unavailable,
)
from dragoman.steps.admission import (
    LONGEST_SESSION,
    SHORTEST_SESSION,
    Given,
    give_to_guest,
    give_to_user,
    user,
)
from dragoman.steps.connect import guest
from dragoman.steps.forget import forget
from dragoman.telemetry import logger
from dragoman.wiring import Wiring

PROBLEM = "application/problem+json"
Session = Annotated[
    str, Field(min_length=SHORTEST_SESSION, max_length=LONGEST_SESSION, pattern=r"^[!-~]+$")
]


class Problem(BaseModel):
    """What went wrong, as RFC 9457 puts it."""

    title: str
    status: int
    code: str
    """One of the wire protocol's."""
    retryable: bool
    retry_after_ms: int | None = None


class TicketRequest(BaseModel):
    session: Session | None = Field(default=None, repr=False)
    """A guest's own secret, a long random text; without one a new one is made."""


class Health(BaseModel):
    status: str = "ok"


class Erased(BaseModel):
    segments: int


PROBLEMS: dict[int | str, dict[str, object]] = {
    status: {"model": Problem} for status in (401, 422, 429, 503)
}


def create(wiring: Wiring) -> FastAPI:
    app = FastAPI(
        title="Dragoman", version="1", openapi_url="/v1/openapi.json", docs_url=None, redoc_url=None
    )
    _say_problems(app)

    @app.get("/v1/health")
    def health() -> Health:
        """Whether the service answers."""
        return Health()

    @app.post("/v1/tickets", status_code=201, responses=PROBLEMS)
    def give_ticket(
        subject: Annotated[str | None, Depends(_subject)],
        request: Request,
        asked: TicketRequest | None = None,
    ) -> Given:
        """The right to open one WebSocket, within the next minute: `?ticket=` in its address."""
        if subject is not None:
            return give_to_user(subject, tickets=wiring.tickets)
        if not wiring.settings.guests:
            raise NotAdmitted
        return give_to_guest(
            asked.session if asked else None,
            request.client.host if request.client else "",
            tickets=wiring.tickets,
            usage=wiring.usage,
        )

    @app.delete("/v1/me", responses=PROBLEMS)
    def forget_me(
        subject: Annotated[str | None, Depends(_subject)],
        secret: Annotated[str | None, Depends(_bearer)],
    ) -> Erased:
        """Removes everything the caller said, and what came of it. A guest shows the session's
        secret as bearer."""
        if subject is not None:
            owner = user(subject)
        elif wiring.settings.guests and secret is not None:
            owner = guest(secret)
        else:
            raise NotAdmitted
        return Erased(segments=forget(owner, messages=wiring.messages, audio=wiring.audio))

    return app


def _subject(request: Request) -> str | None:
    """Whose account API Gateway checked, if it did."""
    context = request.scope.get("aws.event", {}).get("requestContext", {})
    claims = context.get("authorizer", {}).get("jwt", {}).get("claims", {})
    subject = claims.get("sub")
    return str(subject) if subject else None


def _bearer(request: Request) -> str | None:
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret if kind.lower() == "bearer" and secret else None


# --- Problems -----------------------------------------------------------------------------------


def _status(error: DragomanError) -> int:
    match error:
        case NotAdmitted():
            return 401
        case RateLimited():
            return 429
        case BadInput():
            return 422
        case Unavailable():
            return 503
    return 500


def _say_problems(app: FastAPI) -> None:
    @app.exception_handler(DragomanError)
    def ours(_: Request, error: DragomanError) -> JSONResponse:
        logger.warning("could not serve", extra={"code": error.code})
        return _answer(_status(error), error)

    @app.exception_handler(RequestValidationError)
    def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        """Names the field, and never what was in it."""
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return _answer(422, InvalidMessage(f"{where}: {first['msg']}"))

    @app.exception_handler(HTTPException)
    def elsewhere(_: Request, error: HTTPException) -> JSONResponse:
        return _answer(error.status_code, InvalidMessage(str(error.detail)))

    @app.exception_handler(Exception)
    def surprise(_: Request, error: Exception) -> JSONResponse:
        logger.error("unexpected", extra={"error": type(error).__name__})
        return _answer(500, DragomanError())


def _answer(status: int, error: DragomanError) -> JSONResponse:
    problem = Problem(
        title=str(error),
        status=status,
        code=error.code,
        retryable=error.retryable,
        retry_after_ms=error.retry_after_ms,
    )
    wait_ms = error.retry_after_ms
    headers = {"Retry-After": str(-(-wait_ms // 1000))} if wait_ms is not None else {}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(problem.model_dump(), status, headers, media_type=PROBLEM)
