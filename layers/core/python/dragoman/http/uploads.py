"""Uploads of recordings that are too large for a request."""

from typing import Annotated, Literal
from uuid import uuid4

from fastapi import Depends, FastAPI
from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from dragoman.conversation.upload import upload
from dragoman.http.identity import require_address_key, require_writer
from dragoman.http.problems import problems
from dragoman.ports import NO_CONNECTION, Connection
from dragoman.protocol import MessageId, Upload, UploadReady
from dragoman.wiring import Wiring


class UploadRequest(Upload):
    """A recording that will be uploaded."""

    action: SkipJsonSchema[Literal["upload"]] = "upload"
    segment: SkipJsonSchema[Literal[0]] = 0
    message_id: MessageId = Field(default_factory=uuid4)
    """Chosen by the client; without it a new one is made."""


def serve(app: FastAPI, wiring: Wiring) -> None:
    @app.post("/v1/uploads", status_code=201, responses=problems(400, 401, 409, 413, 422, 429))
    def place(
        request: UploadRequest,
        owner: Annotated[str, Depends(require_writer(wiring))],
        address_key: Annotated[str, Depends(require_address_key(wiring))],
    ) -> UploadReady:
        """Returns a form: POST the `fields`, then the `file`, to `url` within a quarter of an hour.
        Then request the translation with `message_id` and `audio_key`."""
        speaker = Connection(NO_CONNECTION, owner, address_key=address_key)
        return upload(request, speaker, wiring.http_ports)
