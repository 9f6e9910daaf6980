"""The front desk: every client message comes here and is answered."""

import json
from typing import Any

from pydantic import ValidationError

from dragoman.conversation.capabilities import Capabilities
from dragoman.conversation.finish import finish
from dragoman.conversation.hello import hello
from dragoman.conversation.legacy_protocol import upgrade_request
from dragoman.conversation.resume import resume
from dragoman.conversation.submit import submit
from dragoman.conversation.upload import upload
from dragoman.errors import (
    DragomanError,
    InvalidMessage,
    MalformedJson,
    MessageTooLarge,
    UnknownAction,
)
from dragoman.limits.capacity_gate import CapacityGate
from dragoman.limits.rate_limiter import ConnectionRateLimiter
from dragoman.ports import (
    AudioStore,
    Clock,
    Connection,
    Connections,
    Messages,
    Notifier,
    Usage,
    Warmer,
    Workflow,
)
from dragoman.protocol import (
    MESSAGE_LIMIT_BYTES,
    AnyClientMessage,
    EventData,
    Finish,
    Hello,
    Ping,
    Pong,
    RequestError,
    Resume,
    Translate,
    Upload,
    client_message,
)


def accept(
    connection_id: str,
    body: str,
    *,
    capabilities: Capabilities,
    connections: Connections,
    messages: Messages,
    audio: AudioStore,
    notifier: Notifier,
    workflow: Workflow,
    warmer: Warmer,
    usage: Usage,
    rate_limiter: ConnectionRateLimiter,
    capacity_gate: CapacityGate,
    clock: Clock,
) -> RequestError | None:
    """Does what the message asks and posts the answer; what cannot be done is answered with an
    `error` that says why, which is given back, and the connection stays open. Raises Gone when
    nobody is left to tell, and DeliveryUnavailable."""

    def answer(message: AnyClientMessage, speaker: Connection) -> EventData | None:
        match message:
            case Hello():
                return hello(
                    message,
                    speaker,
                    connections=connections,
                    capabilities=capabilities,
                    warmer=warmer,
                )
            case Upload():
                return upload(
                    message, speaker, audio=audio, messages=messages, capabilities=capabilities
                )
            case Ping():
                return Pong()
            case Resume():
                resume(
                    message, speaker, audio=audio, messages=messages, notifier=notifier,
                    clock=clock,
                )  # fmt: skip
            case Finish():
                finish(message, speaker, messages=messages, notifier=notifier)
            case Translate():
                submit(
                    message, speaker, capabilities=capabilities, audio=audio, messages=messages,
                    notifier=notifier, workflow=workflow, usage=usage, capacity_gate=capacity_gate,
                    clock=clock,
                )  # fmt: skip
        return None

    request: Any = None
    try:
        rate_limiter.check(connection_id)
        request = _json(body)
        speaker = connections.get(connection_id) or Connection(connection_id, owner=connection_id)
        reply = answer(_parse(upgrade_request(request, speaker)), speaker)
    except DragomanError as error:
        reply = _refusal(error, request)
    except Exception:
        notifier.post(connection_id, _refusal(DragomanError(), request).wire())
        raise
    if reply is not None:
        notifier.post(connection_id, reply.wire())
    return reply if isinstance(reply, RequestError) else None


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
        where = ".".join(str(part) for part in first["loc"][1:])
        raise InvalidMessage(f"{where}: {first['msg']}" if where else first["msg"]) from error


def _refusal(error: DragomanError, request: Any) -> RequestError:
    """Names the message it is about as far as that can be read."""
    about = request if isinstance(request, dict) else {}
    message_id, segment = about.get("message_id"), about.get("segment")
    named = isinstance(message_id, str) and len(message_id) <= 64 and message_id.isascii()
    return RequestError(
        message_id=message_id if named else None,
        segment=segment if type(segment) is int and abs(segment) < 2**31 else None,
        code=error.code,
        message=str(error),
        retryable=error.retryable,
        retry_after_ms=error.retry_after_ms,
    )
