"""The events of a message."""

from typing import Annotated, Any, ClassVar, Final, TypedDict
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, SerializationInfo

from dragoman.protocol.fields import LanguageSpan, MessageId, Mode, Segment, Stage, Track
from dragoman.protocol.room_turn import RoomTurn
from dragoman.protocol.sequence import (
    RECORDING_SEQ,
    SEGMENT_END_SEQ,
    SEGMENT_START_SEQ,
    TRANSCRIPT_SEQ,
    TRANSLATION_SEQ,
)


def _url_of(key: str, info: SerializationInfo) -> str:
    context = info.context or {}
    return str(context["url_of"](key)) if "url_of" in context else key


StoredAudio = Annotated[str, PlainSerializer(_url_of)]
"""A key in the audio store; it becomes a fresh presigned URL when the event is sent."""


class Warning(BaseModel):
    """Something that is missing from an otherwise complete result."""

    code: str
    segment: Segment | None = None
    track: Track | None = None
    message: str


class EventData(BaseModel):
    """The data of an event. Events of a message also have a position in it."""

    type: ClassVar[str]
    model_config = ConfigDict(frozen=True)

    def wire(self, **context: Any) -> dict[str, Any]:
        """The JSON that a client receives. `url_of` turns an audio key into a URL; without it keys
        stay, which is the stored form."""
        data = self.model_dump(mode="json", context=context or None)
        return {"type": self.type, "data": data}


class MessageEvent(EventData):
    """An event of one segment. `seq` rises along the stages; in parallel mode the `seq` of each
    voice rises."""

    message_id: MessageId
    segment: Segment | None
    """Null in an event about the whole message."""
    seq: int
    elapsed_ms: int
    """Milliseconds since the segment was accepted."""


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
    received_at_ms: int = 0
    """The Unix time at which the segment was received, in milliseconds; 0 when unknown."""
    room: RoomTurn | None = None
    """The turn that the segment takes in a room."""


class ProcessingUpdate(MessageEvent):
    type = "processing_update"
    stage: Stage
    track: Track | None = None


class Word(BaseModel):
    model_config = ConfigDict(frozen=True)

    text: str = Field(repr=False)
    """The word with the punctuation that follows it."""
    confidence: float
    """The probability of its least likely token, 0 to 1."""


class SttResult(MessageEvent):
    type = "stt_result"
    seq: int = TRANSCRIPT_SEQ
    original_text: str = Field(repr=False)
    language: str
    language_confidence: float = 1.0
    """The probability of the language among the candidates, 0 to 1; 1 when the client gave it."""
    detected_language: str | None = None
    """The language that was probably spoken, even if the client gave another one; null for typed text."""
    detected_language_confidence: float | None = None
    """The probability of that among the languages of the pair, 0 to 1."""
    confidence: float
    """The geometric mean of the token probabilities, 0 to 1."""
    words: list[Word] = []
    """The words of the text in order, if they were requested."""
    begin_s: float | None = None
    """The start of speech in the recording, in seconds; null for a typed text."""
    end_s: float | None = None
    """The end of speech in the recording, in seconds; null for a typed text."""
    spans: list[LanguageSpan] = []
    """The parts of the text by language, in order, if more than one language was spoken."""


class RecordingReady(MessageEvent):
    """The speaker's own recording, for the participants of a room who speak its language."""

    type = "recording_ready"
    seq: int = RECORDING_SEQ
    language: str
    url: StoredAudio = Field(repr=False)
    """In the format in which it was sent."""
    duration_s: float


class TranslationResult(MessageEvent):
    type = "translation_result"
    seq: int = TRANSLATION_SEQ
    translated_text: str = Field(repr=False)
    source_lang: str
    target_lang: str
    via: str | None = None
    """The intermediate language, if no model translates the pair directly."""
    from_memory: bool = False
    """Whether all of it comes from the translation memory."""
    spans: list[LanguageSpan] = []
    """The translations of the transcript's spans, in order. A span in the target language is translated
    into the other language that was spoken."""


class AudioChunk(MessageEvent):
    """A part of a voice, which can be played by itself; chunks join without a gap."""

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
    """The name of the voice in `ready.voices`."""


class TranslationComplete(MessageEvent):
    """The last event of a segment with a result; `warnings` lists what is missing.

    A message of several segments ends with one more, about the whole message: its `segment` is
    null, its texts are joined, and the events of the segments hold the audio.
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
    back_translation: str | None = Field(default=None, repr=False)
    """The translation translated back into the source language, if it was requested."""
    audio_url_original: StoredAudio | None = Field(repr=False)
    audio_url_translated: StoredAudio | None = Field(repr=False)
    timings: dict[str, int]
    """Milliseconds of computing by stage, and `total` since the segment was accepted."""
    warnings: list[Warning]
    translated_into: list[str] = []
    """In a room: the languages that have an end of their own. This end is for everyone else; its
    translation is the original text."""


class MessageError(MessageEvent):
    """The last event of a segment without a result."""

    type = "error"
    seq: int = SEGMENT_END_SEQ
    last: bool
    code: str
    stage: Stage
    message: str
    retryable: bool


def message_event(stored: dict[str, Any]) -> MessageEvent:
    """The event of a stored form."""
    return _MESSAGE_EVENTS[stored["type"]].model_validate(stored["data"])


_MESSAGE_EVENTS: Final[dict[str, type[MessageEvent]]] = {
    event.type: event
    for event in (
        ProcessingStarted, ProcessingUpdate, SttResult, RecordingReady, TranslationResult, AudioChunk,
        AudioReady, TranslationComplete, MessageError,
    )
}  # fmt: skip
