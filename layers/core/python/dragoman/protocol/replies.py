"""What clients hear about everything else: greetings, refusals, and what is on offer."""

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
    """The answer to a message that was not accepted; the connection stays open."""

    type = "error"
    message_id: str | None = None
    segment: int | None = None
    code: str
    stage: Stage = Stage.RECEIVED
    message: str
    retryable: bool
    retry_after_ms: int | None = None
    """When asking again makes sense, where that is known."""


class Limits(BaseModel):
    """How much is too much: of one message, and of one speaker on all connections together."""

    message_bytes: int = MESSAGE_LIMIT_BYTES
    upload_bytes: int
    audio_s: float
    """Of one segment."""
    segments: int = MAX_SEGMENTS
    segments_per_minute: int
    """In the long run."""
    segments_at_once: int
    """Beyond that, in a burst."""
    segments_under_way: int
    """Accepted and not ended."""
    audio_s_per_day: float
    messages_per_second: int
    """Of any kind, on one connection."""


class PairOffer(BaseModel):
    source: str
    target: str
    voice_quality: str
    via: str | None = None
    """The language between, where no model translates this pair directly."""


class VoiceOffer(BaseModel):
    voice: str
    language: str
    quality: str
    """`natural` or `basic`."""
    sex: str = ""
    """`female` or `male`; empty where nobody tells."""
    start_ms: int = 0
    """About how long its first sound takes, on two cores."""


class Ready(EventData):
    type = "ready"
    protocol: int = PROTOCOL
    connection_id: str
    limits: Limits
    languages: list[PairOffer]
    voices: list[VoiceOffer]
    """The first of a language speaks when nobody chose."""


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
    """So much of a message was said again and there is more: say `resume` with these."""

    type = "more_to_resume"
    message_id: MessageId
    after_seq: int
    from_segment: Segment


class GoingAway(EventData):
    """This connection will be closed; open another, and resume what is still under way there."""

    type = "going_away"
    in_ms: int
