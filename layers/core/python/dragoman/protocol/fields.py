"""The fields that many messages share."""

from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field, PlainSerializer, StringConstraints

PROTOCOL: Final = 1
MESSAGE_LIMIT_BYTES: Final = 32 * 1024
"""API Gateway closes the socket on a larger frame, and a browser may send a message as one frame."""
MAX_SEGMENTS: Final = 500
MAX_HOTWORDS: Final = 20


class Stage(StrEnum):
    RECEIVED = "received"
    TRANSCRIBING = "transcribing"
    TRANSLATING = "translating"
    SYNTHESIZING = "synthesizing"
    COMPLETE = "complete"


class Track(StrEnum):
    TRANSLATED = "translated"
    ORIGINAL = "original"


class Mode(StrEnum):
    STREAMING = "streaming"
    """The stages in sequence, which needs the least CPU at a time."""
    PARALLEL = "parallel"
    """Both voices at once."""


MessageId = Annotated[UUID, PlainSerializer(str)]
Segment = Annotated[int, Field(ge=0, lt=MAX_SEGMENTS)]
ContentType = Annotated[
    str, Field(max_length=100, pattern=r"^[A-Za-z0-9.+_-]+/[A-Za-z0-9.+_-]+( ?;[ -~]*)?$")
]
"""It becomes an HTTP header, so it has only printable ASCII characters."""
VoiceName = Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._+-]*$")]
"""A name of `ready.voices`."""
Speed = Annotated[float, Field(ge=0.6, le=2.0)]
"""The rate of speech relative to the voice's own."""
Hotword = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=40, pattern=r"^[^\x00-\x1f<>|]+$"
    ),
]
"""A name or term for the recogniser, without control characters and brackets."""
