"""What one stage hands to the next: small, and keys of stored audio, never audio."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from dragoman.protocol.fields import MessageId, Mode, Segment, Speed, Stage, Track


class StagePayload(BaseModel):
    model_config = ConfigDict(frozen=True, allow_inf_nan=False)


Text = Annotated[str, Field(max_length=8_000, repr=False)]
"""What a segment says, in either language: an event has room for both."""
Name = Annotated[str, Field(max_length=300)]
Milliseconds = Annotated[int, Field(gt=-(2**53), lt=2**53)]
"""No more than a float tells apart. Clocks of two machines may make them negative."""
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
    received_at_ms: Milliseconds
    """Unix time."""
    owner: Name
    """Whose allowance it uses."""
    chunks: bool = True
    """Whether voices are also told in pieces, to whoever would rather not wait for the whole."""
    candidates: tuple[str, ...] = ()
    """What `auto` may turn out to be; any language when empty."""
    hotwords: tuple[str, ...] = Field(default=(), repr=False)
    words: bool = False
    voice: str = ""
    """Who speaks the translation; empty for the language's first."""
    speed: Speed = 1.0


class Transcript(StagePayload):
    text: Text
    language: Name
    confidence: float
    speech: bool
    """False when nothing was said; `text` is empty then."""
    audio_s: float
    compute_ms: Milliseconds
    fallback_passes: int = 0
    """How many clips the recogniser decoded again."""
    incomplete: bool = False
    """Whether a part of the recording could not be decoded."""


class Translation(StagePayload):
    text: Text
    via: str | None = None
    compute_ms: Milliseconds


class Voice(StagePayload):
    """One track, stored."""

    key: Name
    duration_s: float
    compute_ms: Milliseconds
    announced_ms: Milliseconds | None = None
    """Since the segment was accepted: when the first piece had been posted."""
    voice: Name | None = None
    """Who spoke."""
    instead_of: str = ""
    """The voice that should have spoken and could not."""


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

    @property
    def voices(self) -> tuple[Voice | Failure | None, Voice | Failure | None]:
        """The translated and the original one."""
        return self.translated, self.original


class CompleteTask(JobTask):
    transcript: Transcript
    branches: list[Branch] = []


class FailTask(JobTask):
    failure: Failure
    stage: Stage = Stage.TRANSCRIBING
