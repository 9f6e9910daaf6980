"""The replies to requests, and the notices about a connection."""

from pydantic import BaseModel, Field

from dragoman.protocol.events import EventData
from dragoman.protocol.fields import (
    MAX_SEGMENTS,
    MESSAGE_LIMIT_BYTES,
    PROTOCOL,
    MessageId,
    Segment,
    Stage,
)


class RequestError(EventData):
    """The reply to a message that was refused; the connection stays open."""

    type = "error"
    message_id: str | None = None
    segment: int | None = None
    room_id: str | None = None
    code: str
    stage: Stage = Stage.RECEIVED
    message: str
    retryable: bool
    retry_after_ms: int | None = None
    """When a retry may succeed, if that is known."""
    revision: int | None = None
    """The revision of a `partial` that was refused; the segment itself goes on."""
    tentative: bool | None = None
    """True if a tentative segment was refused, which may still be sent without `tentative`."""


class Limits(BaseModel):
    """The limits of one message, and of one speaker on all connections together."""

    message_bytes: int = MESSAGE_LIMIT_BYTES
    upload_bytes: int
    audio_s: float
    """The longest segment, in seconds."""
    segments: int = MAX_SEGMENTS
    segments_per_minute: int
    """The sustained rate."""
    segments_at_once: int
    """The size of a burst."""
    segments_under_way: int
    """Segments that are accepted and have not ended."""
    audio_s_per_day: float
    messages_per_second: int
    """Messages of any kind on one connection."""
    room_participants: int = 20
    """Participants of a room."""
    room_languages: int = 6
    """Languages of a room."""


class LanguagePair(BaseModel):
    source: str
    target: str
    voice_quality: str
    via: str | None = None
    """The intermediate language, if no model translates the pair directly."""


class VoiceInfo(BaseModel):
    voice: str
    language: str
    quality: str
    """`natural` or `basic`."""
    sex: str = ""
    """`female` or `male`; empty if unknown."""
    start_ms: int = 0
    """About how long its first sound takes, on two cores."""


class Ready(EventData):
    type = "ready"
    protocol: int = PROTOCOL
    connection_id: str
    limits: Limits
    languages: list[LanguagePair]
    voices: list[VoiceInfo]
    """The first voice of a language is its default."""
    captions: bool = False
    """Whether `partial` is served."""


class UploadReady(EventData):
    type = "upload_ready"
    message_id: MessageId
    segment: Segment
    audio_key: str
    url: str = Field(repr=False)
    fields: dict[str, str] = Field(repr=False)


class Pong(EventData):
    type = "pong"


class MoreToResume(EventData):
    """A part of a message was sent again: `resume` with these fields brings the rest."""

    type = "more_to_resume"
    message_id: MessageId
    after_seq: int
    from_segment: Segment


class GoingAway(EventData):
    """This connection will be closed: open another one and resume the unfinished messages there."""

    type = "going_away"
    in_ms: int
