"""What a request brings: a recording among its fields, as a form or as JSON."""

import base64
from typing import Any, Final, Literal, get_origin
from uuid import uuid4

from fastapi import Request
from pydantic import Field, ValidationError
from pydantic.json_schema import SkipJsonSchema
from starlette.datastructures import Headers, UploadFile
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from dragoman.errors import InvalidMessage, MalformedJson, MessageTooLarge
from dragoman.http.problems import answer
from dragoman.protocol import MAX_HOTWORDS, MediaRange, MessageId, Translate

MAX_BODY_BYTES: Final = 4_500_000
"""Lambda is invoked with 6 MB at most, in which API Gateway puts the body as base64."""
MAX_FIELDS: Final = 20 + MAX_HOTWORDS
"""Of a form; each hotword is one."""
FORM = "multipart/form-data"
JSON = "application/json"
TOO_LARGE = (
    f"A request may have {MAX_BODY_BYTES} bytes. Longer audio goes by POST /v1/uploads: it says "
    "where to send the file, and which audio_key to put here in its place."
)


class TranslationRequest(Translate):
    """One whole message, its audio inline or uploaded before."""

    action: SkipJsonSchema[Literal["translate"]] = "translate"
    segment: SkipJsonSchema[Literal[0]] = 0
    last: SkipJsonSchema[Literal[True]] = True
    message_id: MessageId = Field(default_factory=uuid4)
    """Of the client's making, to ask twice and be served once; without one, one is made."""
    accepts: tuple[MediaRange, ...] = ()
    """Audio formats the voices may come in, the preferred first; Ogg/Opus without any."""

    @classmethod
    def takes_several(cls, name: str) -> bool:
        """Whether a form may have the field more than once."""
        field = cls.model_fields.get(name)
        return field is not None and get_origin(field.annotation) in {list, tuple}


async def translation_request(request: Request) -> TranslationRequest:
    """A dependency. Raises InvalidMessage, MalformedJson; 415 for another form of body."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    try:
        if kind == JSON:
            return TranslationRequest.model_validate_json(await request.body())
        if kind == FORM:
            return TranslationRequest.model_validate(await _fields(request))
    except ValidationError as error:
        raise _mended(error) from None
    raise HTTPException(415, f"Send {FORM} or {JSON}.")


async def _fields(request: Request) -> dict[str, Any]:
    """Of a form, with its file `audio` as JSON would have it."""
    fields: dict[str, Any] = {}
    async with request.form(max_files=1, max_fields=MAX_FIELDS) as form:
        for name in form:
            values = [value for value in form.getlist(name) if isinstance(value, str)]
            once = len(values) == 1 and not TranslationRequest.takes_several(name)
            fields[name] = values[0] if once else values
        recording = form.get("audio")
        if isinstance(recording, UploadFile):
            fields.setdefault("content_type", recording.content_type or "application/octet-stream")
            fields["audio_data"] = base64.b64encode(await recording.read()).decode()
    fields.pop("audio", None)
    return fields


def _mended(error: ValidationError) -> InvalidMessage | MalformedJson:
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    if first["type"] == "json_invalid":
        return MalformedJson("The body is not JSON.")
    where = ".".join(str(part) for part in ("body", *first["loc"]))
    return InvalidMessage(f"{where}: {first['msg']}")


class BoundedBodies:
    """Says what to do instead before API Gateway or Lambda refuse without a word."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope) if scope["type"] == "http" else {}
        announced = headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > MAX_BODY_BYTES:
            await answer(413, MessageTooLarge(TOO_LARGE))(scope, receive, send)
        else:
            await self._app(scope, receive, send)
