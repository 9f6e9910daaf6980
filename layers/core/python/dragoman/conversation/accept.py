"""The entry of every client message: it is parsed, served and answered."""

import json
from typing import Any

from pydantic import ValidationError

from dragoman.conversation.conversation_ports import ConversationPorts
from dragoman.conversation.finish import finish
from dragoman.conversation.hello import hello
from dragoman.conversation.legacy_protocol import upgrade_request
from dragoman.conversation.partial import partial
from dragoman.conversation.resume import resume
from dragoman.conversation.room_requests import serve_room_request
from dragoman.conversation.submit import submit
from dragoman.conversation.submit_tentatively import submit_tentatively
from dragoman.conversation.upload import upload
from dragoman.errors import (
    DragomanError,
    MalformedJson,
    MessageTooLarge,
    NotAdmitted,
    UnknownAction,
)
from dragoman.limits.request_meter import cost
from dragoman.ports import Connection
from dragoman.protocol import (
    MESSAGE_LIMIT_BYTES,
    AnyClientMessage,
    EventData,
    Finish,
    Hello,
    PartialRecording,
    Ping,
    Pong,
    RequestError,
    Resume,
    Translate,
    Upload,
    client_message,
)
from dragoman.protocol.validation import invalid_message


def accept(connection_id: str, body: str, ports: ConversationPorts) -> RequestError | None:
    """Serves a message and posts the reply. A refusal is posted as `error`, and returned; the
    connection stays open. Raises Gone when the client has disconnected, DeliveryUnavailable."""
    request: Any = None
    try:
        ports.rate_limiter.check(connection_id)
        request = _json(body)
        speaker = ports.connections.get(connection_id)
        if speaker is None:
            raise NotAdmitted("This connection is not known; open a new one.")
        message = _parse(upgrade_request(request, speaker))
        ports.request_meter.charge(speaker, cost(message))
        reply = _serve(message, speaker, ports)
    except DragomanError as error:
        reply = _refusal(error, request)
    except Exception:
        ports.notifier.post(connection_id, _refusal(DragomanError(), request).wire())
        raise
    if reply is not None:
        ports.notifier.post(connection_id, reply.wire())
    return reply if isinstance(reply, RequestError) else None


def _serve(
    message: AnyClientMessage, speaker: Connection, ports: ConversationPorts
) -> EventData | None:
    match message:
        case Hello():
            return hello(message, speaker, ports)
        case Upload():
            return upload(message, speaker, ports)
        case Ping():
            return Pong()
        case Resume():
            resume(message, speaker, ports)
        case Finish():
            finish(message, speaker, ports)
        case PartialRecording():
            partial(message, speaker, ports)
        case Translate(tentative=True):
            submit_tentatively(message, speaker, ports)
        case Translate():
            submit(message, speaker, ports)
        case _:
            return serve_room_request(message, speaker, ports)
    return None


def _json(body: str) -> Any:
    try:
        if len(body.encode()) > MESSAGE_LIMIT_BYTES:
            raise MessageTooLarge
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise MalformedJson from error


def _parse(request: Any) -> AnyClientMessage:
    try:
        return client_message.validate_python(request)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        if first["type"].startswith("union_tag"):
            raise UnknownAction from error
        raise invalid_message(error, skip=1) from error


def _refusal(error: DragomanError, request: Any) -> RequestError:
    """An error that names the message it is about, as far as the request can be read."""
    fields = request if isinstance(request, dict) else {}
    segment = fields.get("segment")
    revision = fields.get("revision") if fields.get("action") == "partial" else None
    return RequestError(
        message_id=_short_id(fields.get("message_id")),
        segment=segment if _is_number(segment) else None,
        room_id=_short_id(fields.get("room_id")),
        code=error.code,
        message=str(error),
        retryable=error.retryable,
        retry_after_ms=error.retry_after_ms,
        revision=revision if _is_number(revision) else None,
        tentative=True if fields.get("tentative") is True else None,
    )


def _short_id(given: Any) -> str | None:
    return given if isinstance(given, str) and len(given) <= 64 and given.isascii() else None


def _is_number(value: Any) -> bool:
    return type(value) is int and abs(value) < 2**31
