"""The vocabulary: what clients say, what they hear, and what one stage hands to the next.

Client messages and events travel as JSON over the WebSocket, each under `MESSAGE_LIMIT_BYTES`.
Stage payloads travel through the state machine; they carry keys of stored audio, never audio.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Final, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    SerializationInfo,
    StringConstraints,
    TypeAdapter,
    model_validator,
)

from dragoman.languages import AUTO, Language, LanguageOrAuto

PROTOCOL: Final = 1
MESSAGE_LIMIT_BYTES: Final = 32 * 1024
"""API Gateway closes the socket on a larger frame, and browsers choose the framing."""
MAX_SEGMENTS: Final = 500
MAX_HOTWORDS: Final = 20
SEQ_PER_TRACK: Final = 100
MAX_PIECES: Final = SEQ_PER_TRACK - 2
SEGMENT_START_SEQ: Final = 1
SEGMENT_END_SEQ: Final = 300
MESSAGE_END_SEQ: Final = 400


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
Speed = Annotated[float, Field(ge=0.6, le=2.0)]
"""Of speaking; 1 is the voice's own."""
Hotword = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=40, pattern=r"^[^\x00-\x1f<>|]+$"
    ),
]
"""A name or term that recognition should know; no line breaks and no brackets of control words."""


# --- What clients say -------------------------------------------------------------------------


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
    """Asks for the events of a message after a sequence number, of every segment."""

    action: Literal["resume"]
    message_id: MessageId
    after_seq: int = Field(default=0, ge=0)


class Ping(ClientMessage):
    """Keeps the connection awake; answered by `pong`."""

    action: Literal["ping"]


AnyClientMessage = Hello | Translate | Finish | Upload | Resume | Ping
client_message: TypeAdapter[AnyClientMessage] = TypeAdapter(
    Annotated[AnyClientMessage, Field(discriminator="action")]
)


# --- What clients hear ------------------------------------------------------------------------


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


class GoingAway(EventData):
    """This connection will be closed; open another, and resume what is still under way there."""

    type = "going_away"
    in_ms: int


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


def stage_seq(stage: Stage, track: Track | None = None) -> int:
    """The `seq` of a stage's `processing_update`."""
    match stage, track:
        case Stage.TRANSCRIBING, _:
            return 2
        case Stage.TRANSLATING, _:
            return 4
        case Stage.SYNTHESIZING, Track():
            return _track_seq(track)
    raise ValueError(f"no processing_update for {stage}")


def chunk_seq(track: Track, index: int) -> int:
    """The `seq` of the index-th piece of a voice, which has MAX_PIECES at most."""
    if not 0 <= index < MAX_PIECES:
        raise ValueError(f"a voice has at most {MAX_PIECES} pieces")
    return _track_seq(track) + 1 + index


def ready_seq(track: Track) -> int:
    """The `seq` of a whole voice, after all its pieces."""
    return _track_seq(track) + SEQ_PER_TRACK - 1


def _track_seq(track: Track) -> int:
    return {Track.TRANSLATED: 100, Track.ORIGINAL: 200}[track]


# --- What one stage hands to the next ---------------------------------------------------------


class StagePayload(BaseModel):
    model_config = ConfigDict(frozen=True, allow_inf_nan=False)


Text = Annotated[str, Field(max_length=8_000, repr=False)]
"""What a segment says, in either language: an event has room for both."""
Name = Annotated[str, Field(max_length=300)]
VoiceFormat = Literal["audio/ogg", "audio/wav", "audio/mpeg"]
"""Content types that voices are made in."""


class Job(StagePayload):
    """One accepted segment: the input of its execution."""

    message_id: MessageId
    segment: Segment
    last: bool
    mode: Mode
    source_lang: Name
    target_lang: Name
    audio_key: Name
    voice_format: VoiceFormat
    """From what the client accepts."""
    received_at_ms: int
    """Unix time."""
    owner: Name
    """Whose allowance it uses."""
    pieces: bool = True
    """Whether voices are also told in pieces, to whoever would rather not wait for the whole."""
    candidates: tuple[str, ...] = ()
    """What `auto` may turn out to be; all that are offered when empty."""
    hotwords: tuple[str, ...] = Field(default=(), repr=False)
    words: bool = False
    voice: str = ""
    """Who speaks the translation; empty for the language's first."""
    speed: float = 1.0


class Transcript(StagePayload):
    text: Text
    language: Name
    confidence: float
    speech: bool
    """False when nothing was said; `text` is empty then."""
    audio_s: float
    compute_ms: int
    second_opinions: int = 0
    """How often the recogniser listened again."""


class Translation(StagePayload):
    text: Text
    via: str | None = None
    compute_ms: int


class Voice(StagePayload):
    """One track, stored."""

    key: Name
    duration_s: float
    compute_ms: int
    announced_ms: int | None = None
    """Since the segment was accepted: when the first piece had been posted."""


class End(StagePayload):
    """How a segment ended."""

    code: str | None = None
    """Of its error."""
    ours: bool = False
    """Whether that is nothing the speaker could mend."""
    missing_voices: int = 0


def _short(cause: str) -> str:
    return cause[:20_000]


class Failure(StagePayload):
    """What the state machine's Catch leaves in place of a result."""

    error: str = Field(alias="Error")
    cause: Annotated[str, AfterValidator(_short)] = Field(default="", alias="Cause", repr=False)


class JobTask(StagePayload):
    """What a stage is asked to do for a segment."""

    job: Job
    handed_over_at: datetime | None = None
    """When the state machine came to this stage."""


class TranscribeTask(JobTask):
    pass


class TranslateTask(JobTask):
    transcript: Transcript


class SynthesizeTask(JobTask):
    track: Track
    text: Text
    language: Name
    spoken: Name | None = None
    """The language that was heard, whichever this voice speaks."""


class Branch(StagePayload):
    """The outcome of one branch of the flow: a result or a failure for each stage it ran."""

    translation: Translation | Failure | None = None
    translated: Voice | Failure | None = None
    original: Voice | Failure | None = None


class CompleteTask(JobTask):
    transcript: Transcript
    branches: list[Branch] = []


class FailTask(JobTask):
    failure: Failure
    stage: Stage = Stage.TRANSCRIBING
