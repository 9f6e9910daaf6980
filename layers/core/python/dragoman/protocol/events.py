"""What clients hear of a message, in the flow of each of its segments."""

from typing import Annotated, Any, ClassVar, Final, TypedDict
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, SerializationInfo

from dragoman.protocol.fields import MessageId, Mode, Segment, Stage, Track
from dragoman.protocol.sequence import SEGMENT_END_SEQ, SEGMENT_START_SEQ


def _url_of(key: str, info: SerializationInfo) -> str:
    context = info.context or {}
    return str(context["url_of"](key)) if "url_of" in context else key


StoredAudio = Annotated[str, PlainSerializer(_url_of)]
"""A key in the audio store, which becomes a fresh presigned URL when the event is sent."""


class Warning(BaseModel):
    """Something that was promised and is missing from an otherwise complete result."""

    code: str
    segment: Segment | None = None
    track: Track | None = None
    message: str


class EventData(BaseModel):
    """What an event says. Events of a message name their place in it."""

    type: ClassVar[str]
    model_config = ConfigDict(frozen=True)

    def wire(self, **context: Any) -> dict[str, Any]:
        """The JSON a client receives. `url_of` turns an audio key into a URL; without it keys stay,
        which is the form that is stored."""
        data = self.model_dump(mode="json", context=context or None)
        return {"type": self.type, "data": data}


class MessageEvent(EventData):
    """An event in the flow of one segment.

    `seq` depends on nothing but what the event is, so a stage that runs twice says the same thing
    twice. It rises along the flow; the two voices of the parallel mode rise side by side.
    """

    message_id: MessageId
    segment: Segment | None
    """None when the event is about the whole message."""
    seq: int
    elapsed_ms: int
    """Since the segment was accepted."""


class EventPosition(TypedDict):
    """The fields that place an event in the flow of a segment."""

    message_id: UUID
    segment: int
    elapsed_ms: int


class ProcessingStarted(MessageEvent):
    type = "processing_started"
    seq: int = SEGMENT_START_SEQ
    stage: Stage = Stage.RECEIVED
    mode: Mode


class ProcessingUpdate(MessageEvent):
    type = "processing_update"
    stage: Stage
    track: Track | None = None


class Word(BaseModel):
    model_config = ConfigDict(frozen=True)

    text: str = Field(repr=False)
    """With the punctuation that follows it."""
    confidence: float
    """Probability of its least likely part, 0 to 1."""


class SttResult(MessageEvent):
    type = "stt_result"
    seq: int = 3
    original_text: str = Field(repr=False)
    language: str
    language_confidence: float = 1.0
    """How sure that is, 0 to 1: of the languages it could be, when it was left to recognition; 1
    when it was given."""
    confidence: float
    """Probability per token, geometric mean, 0 to 1."""
    words: list[Word] = []
    """The words of the text in their order, where they were asked for."""


class TranslationResult(MessageEvent):
    type = "translation_result"
    seq: int = 5
    translated_text: str = Field(repr=False)
    source_lang: str
    target_lang: str
    via: str | None = None
    """The language between, where no model translates this pair directly."""
    from_memory: bool = False
    """Whether people translated all of it before, and no model did."""


class AudioChunk(MessageEvent):
    """A piece of a voice, playable as it is; pieces follow each other without a gap."""

    type = "audio_chunk"
    track: Track
    index: int
    url: StoredAudio = Field(repr=False)
    duration_s: float
    content_type: str


class AudioReady(MessageEvent):
    """A whole voice."""

    type = "audio_ready"
    track: Track
    url: StoredAudio = Field(repr=False)
    duration_s: float
    content_type: str
    voice_quality: str
    voice: str = ""
    """Who spoke, as `ready.voices` names it."""


class TranslationComplete(MessageEvent):
    """The last event of a segment that went well; `warnings` says what is missing.

    A message of several segments ends with one more of these, for the whole: its `segment` is
    null, its texts are joined, and its audio lies with the segments.
    """

    type = "translation_complete"
    seq: int = SEGMENT_END_SEQ
    last: bool
    original_text: str = Field(repr=False)
    translated_text: str = Field(repr=False)
    source_lang: str
    target_lang: str
    via: str | None = None
    confidence: float
    audio_url_original: StoredAudio | None = Field(repr=False)
    audio_url_translated: StoredAudio | None = Field(repr=False)
    timings: dict[str, int]
    """Milliseconds each stage computed, and `total` since the segment was accepted."""
    warnings: list[Warning]


class MessageError(MessageEvent):
    """The last event of a segment that did not."""

    type = "error"
    seq: int = SEGMENT_END_SEQ
    last: bool
    code: str
    stage: Stage
    message: str
    retryable: bool


def message_event(stored: dict[str, Any]) -> MessageEvent:
    """The event behind its stored form."""
    return _MESSAGE_EVENTS[stored["type"]].model_validate(stored["data"])


_MESSAGE_EVENTS: Final[dict[str, type[MessageEvent]]] = {
    event.type: event
    for event in (
        ProcessingStarted, ProcessingUpdate, SttResult, TranslationResult, AudioChunk,
        AudioReady, TranslationComplete, MessageError,
    )
}  # fmt: skip
