"""The fields that many messages share."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    StringConstraints,
)
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import no_info_after_validator_function

PROTOCOL: Final = 1
MESSAGE_LIMIT_BYTES: Final = 32 * 1024
"""API Gateway closes the socket on a larger frame, and a browser may send a message as one frame."""
MAX_SEGMENTS: Final = 500
MAX_HOTWORDS: Final = 20
MAX_REVISION: Final = 2**31
MAX_BEGIN_MS: Final = 24 * 60 * 60 * 1000


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


class ExportFormat(StrEnum):
    TXT = "txt"
    """Plain text."""
    SRT = "srt"
    """SubRip subtitles."""
    VTT = "vtt"
    """WebVTT subtitles."""
    JSON = "json"
    """Every segment with its times, languages and texts."""


MessageId = Annotated[UUID, PlainSerializer(str)]
Segment = Annotated[int, Field(ge=0, lt=MAX_SEGMENTS)]


@dataclass(frozen=True)
class WrittenAs:
    """The format of a text: a pattern for programs, and an explanation in words."""

    pattern: str
    words: str

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return handler(schema) | {"pattern": self.pattern}

    def _check(self, text: str) -> str:
        if not re.search(self.pattern.removesuffix("$") + r"\Z", text):
            raise PydanticCustomError("written_as", "should be {words}", {"words": self.words})
        return text


ContentType = Annotated[
    str,
    Field(max_length=100),
    WrittenAs(
        r"^[A-Za-z0-9.+_-]+/[A-Za-z0-9.+_-]+( ?;[ -~]*)?$", "a content type such as audio/ogg"
    ),
]
"""Becomes a header of the stored file, so it has no line breaks and no letters but ASCII's."""
MediaRange = Annotated[
    str,
    Field(max_length=100),
    WrittenAs(
        r"^(\*|[A-Za-z0-9.+_-]+)/(\*|[A-Za-z0-9.+_-]+)( ?;[ -~]*)?$",
        "a content type such as audio/ogg, or audio/*",
    ),
]
"""A content type that the client can play."""
VoiceName = Annotated[
    str,
    Field(max_length=64),
    WrittenAs(r"^[A-Za-z0-9][A-Za-z0-9._+-]*$", "a voice that `ready` names"),
]
"""A name of `ready.voices`."""
MAX_TEXT_CHARACTERS: Final = 2_000
TypedText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TEXT_CHARACTERS),
    WrittenAs(
        r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*[^\W_][^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$",
        "text with letters or digits and without control characters",
    ),
]
"""A typed text with at least one letter or digit."""
VoicePreference = Literal["quick", "natural"]
"""The voice with the earliest first sound, or the most natural one."""
Speed = Annotated[float, Field(ge=0.6, le=2.0)]
"""The rate of speech relative to the voice's own."""
Hotword = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=40),
    WrittenAs(r"^[^\x00-\x1f<>|]+$", "a name or term without line breaks and < > |"),
]
"""A name or term for the recogniser, without control characters and brackets."""


class LanguageSpan(BaseModel):
    """A part of a text in one language."""

    model_config = ConfigDict(frozen=True)

    text: str = Field(repr=False)
    language: str
