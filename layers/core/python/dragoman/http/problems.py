"""Errors as problems of RFC 9457, with the codes of the wire protocol."""

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
    ExportTooLarge,
    InvalidMessage,
    MalformedJson,
    MessageNotYours,
    MessageTooLarge,
    MessageUnknown,
    NotAdmitted,
    NotHost,
    NotInRoom,
    ParticipantUnknown,
    RateLimited,
    RoomRefusal,
    RoomUnknown,
    Unavailable,
    UnknownAction,
    by_code,
)
from dragoman.http.response_headers import PRIVATE
from dragoman.observability.middleware import log_unexpected, logger
from dragoman.protocol import MessageId
from dragoman.protocol.validation import invalid_field

PROBLEM = "application/problem+json"


class Problem(BaseModel):
    """An error."""

    title: str
    status: int
    code: str
    """A code of the wire protocol."""
    retryable: bool
    retry_after_ms: int | None = None
    """When a retry may succeed, if that is known."""
    message_id: MessageId | None = None
    """The message that failed, if one did."""


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The error responses of a route; every route may also respond 503."""
    return {status: {"model": Problem} for status in (*statuses, 503)}


def status_of(error: DragomanError) -> int:
    match error:
        case MalformedJson():
            return 400
        case NotAdmitted():
            return 401
        case NotHost():
            return 403
        case MessageUnknown() | RoomUnknown() | NotInRoom() | ParticipantUnknown():
            return 404
        case MessageNotYours() | RoomRefusal():
            return 409
        case MessageTooLarge() | AudioTooLarge() | ExportTooLarge():
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
    """The response for a message that ended with an error."""
    error = by_code(why.code)(why.message)
    return answer(status_of(error), error, message_id=message_id)


def _methods(app: FastAPI, request: Request) -> set[str]:
    """The methods of all routes of a path."""
    matching = (route for route in app.routes if route.matches(request.scope)[0] is not Match.NONE)
    return set().union(*(getattr(route, "methods", None) or () for route in matching))


def register_problem_handlers(app: FastAPI) -> None:
    @app.exception_handler(DragomanError)
    def known(_: Request, error: DragomanError) -> JSONResponse:
        logger.warning("could not serve", extra={"code": error.code})
        return answer(status_of(error), error)

    @app.exception_handler(RequestValidationError)
    def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        """Names the field, without its content."""
        first = error.errors()[0]
        if first["type"] == "json_invalid":
            return answer(400, MalformedJson("The body is not JSON."))
        return answer(422, invalid_field(first["loc"], first["msg"]))

    @app.exception_handler(HTTPException)
    def by_framework(request: Request, error: HTTPException) -> JSONResponse:
        """Handles an unknown path or method, and a body that could not be read."""
        kind = UnknownAction if error.status_code in {404, 405} else InvalidMessage
        response = answer(error.status_code, kind(str(error.detail)))
        if error.status_code == 405:
            response.headers["Allow"] = ", ".join(sorted(_methods(app, request)))
        return response

    @app.exception_handler(Exception)
    def unexpected(_: Request, error: Exception) -> JSONResponse:
        log_unexpected(error)
        return answer(500, DragomanError())
