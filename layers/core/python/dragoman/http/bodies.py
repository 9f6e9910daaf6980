"""The bodies of translation requests: a recording and its fields, as a form or as JSON."""

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
from dragoman.languages import Language
from dragoman.protocol import MAX_HOTWORDS, MediaRange, MessageId, Translate
from dragoman.protocol.validation import invalid_message

MAX_BODY_BYTES: Final = 4_500_000
"""An invocation of Lambda has at most 6 MB, and API Gateway encodes the body in base64."""
MAX_FIELDS: Final = 20 + MAX_HOTWORDS
"""The fields of a form; each hotword is one."""
FORM = "multipart/form-data"
JSON = "application/json"
TOO_LARGE = (
    f"A request may have {MAX_BODY_BYTES} bytes. Upload larger recordings with POST /v1/uploads, "
    "and put the audio_key of its response here."
)


class TranslationRequest(Translate):
    """A whole message, with its recording inline or uploaded before."""

    action: SkipJsonSchema[Literal["translate"]] = "translate"
    segment: SkipJsonSchema[Literal[0]] = 0
    last: SkipJsonSchema[Literal[True]] = True
    room_id: SkipJsonSchema[None] = None
    tentative: SkipJsonSchema[Literal[False]] = False
    target_lang: Language
    message_id: MessageId = Field(default_factory=uuid4)
    """Chosen by the client, so that a repetition is served once; without it a new one is made."""
    accepts: tuple[MediaRange, ...] = ()
    """The audio formats that the client can play, in order of preference; without it Ogg/Opus."""

    @classmethod
    def takes_several(cls, name: str) -> bool:
        """Whether a form may repeat the field."""
        field = cls.model_fields.get(name)
        return field is not None and get_origin(field.annotation) in {list, tuple}


async def translation_request(request: Request) -> TranslationRequest:
    """The request in a body. Raises InvalidMessage, MalformedJson, and 415 for another content type."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    try:
        if kind == JSON:
            return TranslationRequest.model_validate_json(await request.body())
        if kind == FORM:
            return TranslationRequest.model_validate(await _fields(request))
    except ValidationError as error:
        raise _body_error(error) from None
    raise HTTPException(415, f"Send {FORM} or {JSON}.")


async def _fields(request: Request) -> dict[str, Any]:
    """The fields of a form, with the file `audio` as `audio_data`."""
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


def _body_error(error: ValidationError) -> InvalidMessage | MalformedJson:
    if error.errors(include_input=False)[0]["type"] == "json_invalid":
        return MalformedJson("The body is not JSON.")
    return invalid_message(error, prefix="body")


class BoundedBodies:
    """Refuses large bodies with an explanation, before API Gateway or Lambda do without one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope) if scope["type"] == "http" else {}
        announced = headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > MAX_BODY_BYTES:
            await answer(413, MessageTooLarge(TOO_LARGE))(scope, receive, send)
        else:
            await self._app(scope, receive, send)
