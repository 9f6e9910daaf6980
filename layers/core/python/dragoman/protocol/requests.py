"""The requests of clients."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, field_validator, model_validator

from dragoman.languages import AUTO, Language, LanguageOrAuto
from dragoman.protocol.client_message import ClientMessage
from dragoman.protocol.fields import (
    MAX_BEGIN_MS,
    MAX_HOTWORDS,
    MAX_REVISION,
    MAX_SEGMENTS,
    PROTOCOL,
    ContentType,
    Hotword,
    MediaRange,
    MessageId,
    Mode,
    Segment,
    Speed,
    TypedText,
    VoiceName,
    VoicePreference,
)
from dragoman.protocol.rooms import AnyRoomRequest, RoomId
from dragoman.protocol.termbase import Term, Termbase


class Hello(ClientMessage):
    """The first message after the socket opens; answered by `ready`."""

    action: Literal["hello"]
    protocol: Literal[1] = PROTOCOL
    source_lang: LanguageOrAuto = AUTO
    target_lang: Language | None = None
    accepts: list[MediaRange] = Field(default=["audio/ogg"])
    """The audio formats that the client can play, in order of preference."""


class Translate(ClientMessage):
    """One segment of a message, with its recording inline or uploaded before."""

    action: Literal["translate"]
    message_id: MessageId
    segment: Segment = 0
    last: bool = True
    """Whether no segment follows."""
    tentative: bool = False
    """Whether the speaker may go on: the segment is recognised in advance, and nothing of it is sent or
    charged. The same request without `tentative` accepts it within a second; otherwise it is dropped."""
    mode: Mode = Mode.STREAMING
    source_lang: LanguageOrAuto = AUTO
    target_lang: Language | None = None
    room_id: RoomId | None = None
    """Speaks into a room, whose participants hear it in their languages, instead of `target_lang`."""
    voice: VoiceName | None = None
    """The voice of the translation, of `ready.voices`; without it the default voice."""
    voice_preference: VoicePreference = "natural"
    """The voice used when `voice` is empty: `quick` is the one that starts soonest, even a basic one.
    `ready.voices` has the start time of each."""
    speed: Speed = 1.0
    """The rate of speech of both voices."""
    hotwords: list[Hotword] = Field(default=[], max_length=MAX_HOTWORDS, repr=False)
    """Names and terms that may be spoken, in the source language."""
    words: bool = False
    """Requests the confidence of each word, which takes a little longer."""
    termbase: tuple[Term, ...] = Field(default=(), repr=False)
    """Terms with a fixed translation from the source language."""
    back_translation: bool = False
    """Requests the translation translated back into the source language."""
    text: TypedText | None = Field(default=None, repr=False)
    """The typed text instead of a recording; it needs a source language other than `auto`."""
    audio_data: str | None = Field(default=None, repr=False)
    """The encoded recording in base64."""
    audio_key: str | None = Field(default=None, max_length=200)
    """The key of `upload_ready`."""
    content_type: ContentType = "application/octet-stream"

    @field_validator("termbase")
    @classmethod
    def _usable(cls, terms: tuple[Term, ...]) -> tuple[Term, ...]:
        """Raises InvalidTermbase."""
        return Termbase(terms).root

    @model_validator(mode="after")
    def _one_audience(self) -> "Translate":
        if (self.target_lang is None) == (self.room_id is None):
            raise ValueError("give exactly one of target_lang and room_id")
        if self.room_id and (self.voice or self.termbase or self.back_translation):
            raise ValueError("voice, termbase and back_translation are for one target_lang")
        return self

    @model_validator(mode="after")
    def _can_be_dropped(self) -> "Translate":
        if self.tentative and (self.room_id or self.audio_data is None):
            raise ValueError("a tentative segment has a target_lang and audio_data")
        return self

    @model_validator(mode="after")
    def _one_source(self) -> "Translate":
        given = [
            value for value in (self.text, self.audio_data, self.audio_key) if value is not None
        ]
        if len(given) != 1:
            raise ValueError("give exactly one of text, audio_data and audio_key")
        if self.text is not None and self.source_lang == AUTO:
            raise ValueError("name the source_lang of a text")
        return self


class Upload(ClientMessage):
    """Requests a place for a recording that is too large to send inline; answered by `upload_ready`."""

    action: Literal["upload"]
    message_id: MessageId
    segment: Segment = 0
    content_type: ContentType = "application/octet-stream"
    bytes: int = Field(gt=0)
    """The size of the encoded recording."""


class Finish(ClientMessage):
    """Gives the number of segments of a message whose speaker stops after the last one was sent."""

    action: Literal["finish"]
    message_id: MessageId
    segments: Annotated[int, Field(gt=0, le=MAX_SEGMENTS)]


class Resume(ClientMessage):
    """Requests the events of a message after a sequence number, from a segment on."""

    action: Literal["resume"]
    message_id: MessageId
    after_seq: int = Field(default=0, ge=0)
    from_segment: Segment = 0


class PartialRecording(ClientMessage):
    """The recording so far, or its last part, of a segment that is still being spoken; answered by
    `partial_result` unless a newer one replaces it or the service is busy."""

    action: Literal["partial"]
    message_id: MessageId
    segment: Segment = 0
    revision: int = Field(ge=0, lt=MAX_REVISION)
    """Grows with each partial recording of the segment."""
    source_lang: LanguageOrAuto = AUTO
    target_lang: Language | None = None
    room_id: RoomId | None = Field(default=None, repr=False)
    """The room into which it is spoken, in place of `target_lang`."""
    audio_data: str = Field(repr=False)
    """The encoded recording from `begin_ms` of the segment, in base64."""
    begin_ms: int = Field(default=0, ge=0, lt=MAX_BEGIN_MS)
    """Where in the segment the recording begins. It may grow when the segment becomes long."""

    @model_validator(mode="after")
    def _one_audience(self) -> "PartialRecording":
        if (self.target_lang is None) == (self.room_id is None):
            raise ValueError("give exactly one of target_lang and room_id")
        return self


class Ping(ClientMessage):
    """Keeps the connection open; answered by `pong`."""

    action: Literal["ping"]


AnyClientMessage = (
    Hello | Translate | Finish | Upload | Resume | PartialRecording | Ping | AnyRoomRequest
)
client_message: TypeAdapter[AnyClientMessage] = TypeAdapter(
    Annotated[AnyClientMessage, Field(discriminator="action")]
)
