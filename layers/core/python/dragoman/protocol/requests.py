"""What clients say."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from dragoman.languages import AUTO, Language, LanguageOrAuto
from dragoman.protocol.fields import (
    MAX_HOTWORDS,
    MAX_SEGMENTS,
    PROTOCOL,
    ContentType,
    Hotword,
    MessageId,
    Mode,
    Segment,
    Speed,
    VoiceName,
    VoicePreference,
)


class ClientMessage(BaseModel):
    model_config = ConfigDict(frozen=True)


class Hello(ClientMessage):
    """The first message after the socket opens; answered by `ready`."""

    action: Literal["hello"]
    protocol: Literal[1] = PROTOCOL
    source_lang: LanguageOrAuto = AUTO
    target_lang: Language | None = None
    accepts: list[ContentType] = ["audio/ogg"]
    """Audio formats the client can play, the preferred first."""


class Translate(ClientMessage):
    """One segment of a message, its audio inline or uploaded before."""

    action: Literal["translate"]
    message_id: MessageId
    segment: Segment = 0
    last: bool = True
    """True on the final segment of the message."""
    mode: Mode = Mode.STREAMING
    source_lang: LanguageOrAuto = AUTO
    target_lang: Language
    voice: VoiceName | None = None
    """Who speaks the translation, of `ready.voices`; the language's first when nobody is named."""
    voice_preference: VoicePreference = "natural"
    """Which voice of the language that is, when nobody is named: `quick` for the one that begins to
    speak soonest, be it a basic one. `ready.voices` says how soon each does."""
    speed: Speed = 1.0
    """Of both voices."""
    hotwords: list[Hotword] = Field(default=[], max_length=MAX_HOTWORDS, repr=False)
    """Names and terms that may be said, in the source language."""
    words: bool = False
    """Whether the confidence of every word is wanted, which takes a little longer."""
    audio_data: str | None = Field(default=None, repr=False)
    """Base64 of the encoded recording."""
    audio_key: str | None = Field(default=None, max_length=200)
    """The key `upload_ready` gave."""
    content_type: ContentType = "application/octet-stream"

    @model_validator(mode="after")
    def _one_source_of_audio(self) -> "Translate":
        if (self.audio_data is None) == (self.audio_key is None):
            raise ValueError("give exactly one of audio_data and audio_key")
        return self


class Upload(ClientMessage):
    """Asks where to put audio that is too large to send inline; answered by `upload_ready`."""

    action: Literal["upload"]
    message_id: MessageId
    segment: Segment = 0
    content_type: ContentType = "application/octet-stream"
    bytes: int = Field(gt=0)
    """Size of the encoded recording."""


class Finish(ClientMessage):
    """Says that a message has so many segments and no more: for speakers who stop after a pause,
    when the segment before it is already on its way."""

    action: Literal["finish"]
    message_id: MessageId
    segments: Annotated[int, Field(gt=0, le=MAX_SEGMENTS)]


class Resume(ClientMessage):
    """Asks for the events of a message after a sequence number, of every segment from one on."""

    action: Literal["resume"]
    message_id: MessageId
    after_seq: int = Field(default=0, ge=0)
    from_segment: Segment = 0


class Ping(ClientMessage):
    """Keeps the connection awake; answered by `pong`."""

    action: Literal["ping"]


AnyClientMessage = Hello | Translate | Finish | Upload | Resume | Ping
client_message: TypeAdapter[AnyClientMessage] = TypeAdapter(
    Annotated[AnyClientMessage, Field(discriminator="action")]
)
