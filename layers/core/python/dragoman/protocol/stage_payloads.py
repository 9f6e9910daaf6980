"""The payloads between stages. They carry keys of stored audio, except for a short recording."""

import base64
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from dragoman.protocol.audio_formats import VoiceFormat
from dragoman.protocol.fields import LanguageSpan, MessageId, Mode, Segment, Speed, Stage, Track
from dragoman.protocol.room_turn import RoomTurn
from dragoman.protocol.termbase import Term


class StagePayload(BaseModel):
    model_config = ConfigDict(frozen=True, allow_inf_nan=False)


Text = Annotated[str, Field(max_length=8_000, repr=False)]
"""The text of a segment in one language; an event has room for two."""
Name = Annotated[str, Field(max_length=300)]
Milliseconds = Annotated[int, Field(gt=-(2**53), lt=2**53)]
"""Exact in a float. The clocks of two machines may make a difference negative."""


class Job(StagePayload):
    """An accepted segment: the input of its execution."""

    message_id: MessageId
    segment: Segment
    last: bool
    mode: Mode
    source_lang: Name
    target_lang: Name = ""
    """Empty in a room, which has several."""
    audio_key: Name
    voice_format: VoiceFormat
    """A format that the client accepts."""
    received_at_ms: Milliseconds
    """Unix time."""
    owner: Name
    """The speaker, whose quota it counts against."""
    address_key: Name = ""
    """The keyed hash of a guest's address, whose quota is charged, too."""
    chunks: bool = True
    """Whether voices are also sent in chunks."""
    candidates: tuple[str, ...] = ()
    """The candidate languages of `auto`; empty for any language."""
    hotwords: tuple[str, ...] = Field(default=(), repr=False)
    words: bool = False
    voice: str = ""
    """The voice of the translation; empty for the default voice."""
    speed: Speed = 1.0
    text: Text = ""
    """The typed text, for which recognition is skipped."""
    terms: tuple[Term, ...] = Field(default=(), repr=False)
    """Terms with a fixed translation."""
    back_translation: bool = False
    room: RoomTurn | None = None
    """The turn of a segment that is spoken into a room."""
    tentative: Name = ""
    """The digest of the request if it is tentative."""


class Transcript(StagePayload):
    text: Text
    language: Name
    confidence: float
    speech: bool
    """False when there was no speech; `text` is empty then."""
    audio_s: float
    compute_ms: Milliseconds
    fallback_passes: int = 0
    """The number of clips that the recogniser decoded again."""
    incomplete: bool = False
    """Whether a part of the recording could not be decoded."""
    spans: tuple[LanguageSpan, ...] = ()
    """The parts of the text by language, if more than one language was spoken."""
    targets: tuple[str, ...] = ()
    """In a room: the languages to translate into."""
    dropped: bool = False
    """Whether the segment was tentative and not accepted. There is nothing else then."""


class Translation(StagePayload):
    text: Text
    via: str | None = None
    compute_ms: Milliseconds
    uncertain: bool = False
    """Whether the engine's translation may be wrong."""
    back_translation: str | None = Field(default=None, max_length=8_000, repr=False)
    spoken: bool = True
    """Whether anyone hears its voice."""


class Voice(StagePayload):
    """A stored track."""

    key: Name
    duration_s: float
    compute_ms: Milliseconds
    announced_ms: Milliseconds | None = None
    """The time from acceptance until the first chunk was sent."""
    voice: Name | None = None
    """The name of the voice."""
    instead_of: str = ""
    """The chosen voice, if it could not speak."""


class End(StagePayload):
    """The outcome of a segment."""

    code: str | None = None
    """The code of its error."""
    ours: bool = False
    """Whether the service is at fault, not the request."""
    missing_voices: int = 0
    dropped: bool = False
    """Whether the segment was tentative and not accepted. It has not ended then."""


def _short(cause: str) -> str:
    return cause[:20_000]


class Failure(StagePayload):
    """The error that the state machine's Catch stores in place of a result."""

    error: str = Field(alias="Error")
    cause: Annotated[str, AfterValidator(_short)] = Field(default="", alias="Cause", repr=False)


class JobTask(StagePayload):
    """The input of a stage."""

    job: Job
    handed_over_at: datetime | None = None
    """The time at which the state machine entered this stage."""


def _base64(text: str) -> str:
    base64.b64decode(text, validate=True)
    return text


class TranscribeTask(JobTask):
    recording: Annotated[str, AfterValidator(_base64)] = Field(default="", repr=False)
    """A short recording in base64; empty if it is stored under the job's key."""


class TranslateTask(JobTask):
    transcript: Transcript
    language: Name = ""
    """In a room: the language to translate into, instead of that of the job."""

    @property
    def target_lang(self) -> str:
        return self.language or self.job.target_lang


class SynthesizeTask(JobTask):
    track: Track
    text: Text
    language: Name
    spoken: Name | None = None
    """The language of the speaker, on either track."""


class Branch(StagePayload):
    """The outcome of one branch of the execution: a result or a failure of each stage."""

    translation: Translation | Failure | None = None
    translated: Voice | Failure | None = None
    original: Voice | Failure | None = None
    language: Name | None = None
    """In a room: the language into which it was translated."""

    @property
    def voices(self) -> tuple[Voice | Failure | None, Voice | Failure | None]:
        """The translated and the original one."""
        return self.translated, self.original


class CompleteTask(JobTask):
    transcript: Transcript
    branches: list[Branch] = []
    """In a room, one per language; else of one result, which they join."""
    original: Voice | Failure | None = None
    """In a room: the original voice."""


class FailTask(JobTask):
    failure: Failure
    stage: Stage = Stage.TRANSCRIBING
