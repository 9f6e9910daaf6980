"""The words that every message uses: stages, tracks, modes, and what may stand in a field."""

from enum import StrEnum
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import Field, PlainSerializer, StringConstraints

PROTOCOL: Final = 1
MESSAGE_LIMIT_BYTES: Final = 32 * 1024
"""API Gateway closes the socket on a larger frame, and browsers choose the framing."""
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
    """Stages one after the other: the least compute at a time."""
    PARALLEL = "parallel"
    """Both voices at once."""


MessageId = Annotated[UUID, PlainSerializer(str)]
Segment = Annotated[int, Field(ge=0, lt=MAX_SEGMENTS)]
ContentType = Annotated[
    str, Field(max_length=100, pattern=r"^[A-Za-z0-9.+_-]+/[A-Za-z0-9.+_-]+( ?;[ -~]*)?$")
]
"""Becomes a header of the stored file, so it has no line breaks and no letters but ASCII's."""
VoiceName = Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._+-]*$")]
"""As `ready` names it."""
VoicePreference = Literal["quick", "natural"]
"""Of voices, the one whose first sound comes soonest, or the most natural one."""
Speed = Annotated[float, Field(ge=0.6, le=2.0)]
"""Of speaking; 1 is the voice's own."""
Hotword = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=40, pattern=r"^[^\x00-\x1f<>|]+$"
    ),
]
"""A name or term that recognition should know; no line breaks and no brackets of control words."""
