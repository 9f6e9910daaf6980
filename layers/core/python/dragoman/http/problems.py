"""What went wrong, as RFC 9457 puts it, with the codes of the wire protocol."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.routing import Match

from dragoman.conversation.report import Reason
from dragoman.errors import (
    AudioTooLarge,
    BadInput,
    DragomanError,
    InvalidMessage,
    MalformedJson,
    MessageNotYours,
    MessageTooLarge,
    MessageUnknown,
    NotAdmitted,
    RateLimited,
    Unavailable,
    UnknownAction,
    by_code,
)
from dragoman.http.response_headers import PRIVATE
from dragoman.observability.middleware import logger, note_surprise
from dragoman.protocol import MessageId

PROBLEM = "application/problem+json"


class Problem(BaseModel):
    """What went wrong."""

    title: str
    status: int
    code: str
    """One of the wire protocol's."""
    retryable: bool
    retry_after_ms: int | None = None
    """When asking again makes sense, where that is known."""
    message_id: MessageId | None = None
    """The message that failed, when one did."""


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a route may answer instead; any of them also 503."""
    return {status: {"model": Problem} for status in (*statuses, 503)}


def status_of(error: DragomanError) -> int:
    match error:
        case MalformedJson():
            return 400
        case NotAdmitted():
            return 401
        case MessageUnknown():
            return 404
        case MessageNotYours():
            return 409
        case MessageTooLarge() | AudioTooLarge():
            return 413
        case RateLimited():
            return 429
        case BadInput():
            return 422
        case Unavailable():
            return 503
    return 500


def answer(status: int, error: DragomanError, **more: Any) -> JSONResponse:
    wait_ms = error.retry_after_ms
    problem = Problem(
        title=str(error),
        status=status,
        code=error.code,
        retryable=error.retryable,
        retry_after_ms=wait_ms,
        **more,
    )
    headers = dict(PRIVATE)  # also of errors outside the middleware
    if wait_ms is not None:
        headers["Retry-After"] = str(-(-wait_ms // 1000))
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(problem.model_dump(mode="json"), status, headers, media_type=PROBLEM)


def answer_failed(message_id: MessageId, why: Reason) -> JSONResponse:
    """For a message of which nothing came."""
    error = by_code(why.code)(why.message)
    return answer(status_of(error), error, message_id=message_id)


def _methods(app: FastAPI, request: Request) -> set[str]:
    """Of all routes of a path: each knows only its own."""
    there = (route for route in app.routes if route.matches(request.scope)[0] is not Match.NONE)
    return set().union(*(getattr(route, "methods", None) or () for route in there))


def tell_problems(app: FastAPI) -> None:
    @app.exception_handler(DragomanError)
    def ours(_: Request, error: DragomanError) -> JSONResponse:
        logger.warning("could not serve", extra={"code": error.code})
        return answer(status_of(error), error)

    @app.exception_handler(RequestValidationError)
    def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        """Names the field, and never what was in it."""
        first = error.errors()[0]
        if first["type"] == "json_invalid":
            return answer(400, MalformedJson("The body is not JSON."))
        where = ".".join(str(part) for part in first["loc"])
        return answer(422, InvalidMessage(f"{where}: {first['msg']}"))

    @app.exception_handler(HTTPException)
    def elsewhere(request: Request, error: HTTPException) -> JSONResponse:
        """No such path, or not by this method; or a body that could not be read."""
        kind = UnknownAction if error.status_code in {404, 405} else InvalidMessage
        told = answer(error.status_code, kind(str(error.detail)))
        if error.status_code == 405:
            told.headers["Allow"] = ", ".join(sorted(_methods(app, request)))
        return told

    @app.exception_handler(Exception)
    def surprise(_: Request, error: Exception) -> JSONResponse:
        note_surprise(error)
        return answer(500, DragomanError())
