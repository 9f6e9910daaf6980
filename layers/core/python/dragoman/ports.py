"""What the steps need of the world. Adapters and fakes both satisfy these; neither inherits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from dragoman.protocol import Job, Mode, VoiceInfo, Word

if TYPE_CHECKING:  # the light functions carry no numpy
    import numpy as np
    from numpy.typing import NDArray

    Samples: TypeAlias = NDArray[np.float32]
    """Mono audio in [-1, 1], shape (n,)."""

RECOGNITION_RATE_HZ = 16_000
"""The sample rate recognition works at."""


@dataclass(frozen=True)
class Sound:
    samples: Samples
    sample_rate_hz: int

    @property
    def duration_s(self) -> float:
        return len(self.samples) / self.sample_rate_hz


@dataclass(frozen=True)
class DecodedSound(Sound):
    incomplete: bool = False
    """Whether a part of the recording could not be decoded."""


@dataclass(frozen=True)
class Recognition:
    text: str
    """Empty when nothing was said."""
    language: str
    confidence: float
    """Probability per token, geometric mean, 0 to 1."""
    language_confidence: float = 1.0
    """How sure the language is among those it could be, 0 to 1."""
    words: tuple[Word, ...] = ()
    """Those of the text, where they were asked for."""
    fallback_passes: int = 0
    """How many clips were decoded again because the first pass was unreliable."""


@dataclass(frozen=True)
class MemoryTranslation:
    text: str
    from_memory: bool
    """Whether all of it is from the translation memory."""


@dataclass(frozen=True)
class UploadForm:
    """Where and with which form fields a browser may POST a file."""

    url: str
    fields: dict[str, str]


NO_CONNECTION = ""
"""The connection of whoever asks over HTTP: they come back, they are not called."""


@dataclass(frozen=True)
class Connection:
    connection_id: str
    owner: str
    """Who speaks: the same on every connection of one person."""
    accepts: tuple[str, ...] = ()
    """Content types the client can play, the preferred first."""
    opened_at_s: int = 0
    """Unix time; 0 when it is not known."""
    languages: tuple[str, ...] = ()
    """The two of its conversation, as far as `hello` named them."""
    mode: Mode | None = None
    """Named in the address of the socket by clients of the first version, and nowhere else."""

    @property
    def plays_chunks(self) -> bool:
        """Whether anyone there can do something with a piece of a voice."""
        return self.connection_id != NO_CONNECTION and self.mode is None


@dataclass(frozen=True)
class Ticket:
    """A right to open one socket."""

    ticket_id: str
    identity: str
    """Who speaks on that socket."""
    expires_at_s: int
    """Unix time."""


StoredEvent: TypeAlias = dict[str, Any]
"""An event as `EventData.wire()` gives it, with keys in place of URLs."""


@dataclass(frozen=True)
class AppendResult:
    """What stands after an event was kept."""

    event: StoredEvent
    """This event, or the one kept before it under the same `seq`."""
    listener: str
    """The connection that hears the segment now."""


@dataclass(frozen=True)
class OpenSegment:
    """An accepted segment of which something is still to be said."""

    message_id: str
    segment: int
    owner: str
    last: bool
    opened_at_s: int
    """Unix time."""
    events: tuple[StoredEvent, ...]
    """What was said so far, by `seq`."""


@dataclass(frozen=True)
class MessageState:
    """How far the segments of a message have come to its end."""

    message_id: str
    owner: str
    ends: dict[int, StoredEvent]
    """The last event of each segment that has ended."""
    under_way: tuple[int, ...]
    """Segments that were accepted and have not ended."""
    last: int | None
    """The segment that none follows, once that is known."""
    ended: bool
    """Whether the end of the whole was said."""
    standing: tuple[int, ...]
    """Segments that stand for it among the `unfinished`."""
    opened_at_s: int
    """Unix time at which its newest segment was accepted; 0 when none was."""

    @property
    def all_ends(self) -> list[StoredEvent] | None:
        """The ends of all its segments, in order; None as long as one is still to come."""
        if self.last is None:
            return None
        ends = [self.ends[n] for n in range(self.last + 1) if n in self.ends]
        return ends if len(ends) > self.last else None


class AudioCodec(Protocol):
    def decode(self, encoded: bytes) -> DecodedSound:
        """16 kHz mono, as far as it goes. Raises EmptyAudio, NotAudio, AudioTooLong."""

    def encode(self, sound: Sound, content_type: str) -> bytes:
        """Encoded in one of `formats`."""

    @property
    def formats(self) -> tuple[str, ...]:
        """Content types `encode` knows, the default first."""


@dataclass(frozen=True)
class SpokenText:
    """A text in one voice. Its pieces, joined, are the whole; they can be taken once."""

    voice: VoiceInfo
    pieces: Iterator[Sound]
    instead_of: str = ""
    """The voice that should have spoken and could not."""

    def __iter__(self) -> Iterator[Sound]:
        return self.pieces


class SpeechToText(Protocol):
    def recognise(
        self,
        sound: Sound,
        languages: tuple[str, ...],
        hotwords: Sequence[str] = (),
        words: bool = False,
        unexpected_language: str = "",
    ) -> Recognition:
        """Recognises speech in one of `languages`, or in any if there are none. Hotwords are names
        that may be said; `words` asks for the confidence of each word. `unexpected_language` is
        chosen only if the speech is clearly in it. Raises EngineFailed."""

    def warm(self, languages: Sequence[str]) -> None:
        """Loads what recognising these will need. Raises ModelError."""


class PhraseMemory(Protocol):
    def translate(
        self, text: str, source: str, target: str, engine: Callable[[str], str]
    ) -> MemoryTranslation:
        """The sentences that people translated before, and the engine's translation of the rest.
        Raises what the engine raises."""

    def warm(self, languages: Sequence[str]) -> None:
        """Prepares translating between these."""


class Translator(Protocol):
    def translate(self, text: str, source: str, target: str) -> str:
        """Raises UnsupportedLanguage, EngineFailed."""

    def via(self, source: str, target: str) -> str | None:
        """The language between, where no model translates directly. Raises UnsupportedLanguage."""

    def warm(self, languages: Sequence[str]) -> None:
        """Loads what translating between these will need, where it can. Raises ModelError."""


class Synthesizer(Protocol):
    def voice(self, language: str, wanted: str = "") -> VoiceInfo:
        """The voice of that name, or the one that speaks when nobody chose.
        Raises UnsupportedLanguage, UnsupportedVoice."""

    def speak(self, text: str, language: str, wanted: str = "", speed: float = 1.0) -> SpokenText:
        """That voice, or a basic one when it cannot speak, in pieces, each as soon as it exists.
        The same text sounds the same, sample for sample.
        Raises UnsupportedLanguage, UnsupportedVoice, UnspeakableText, EngineFailed, ModelError."""

    def warm(self, languages: Sequence[str]) -> None:
        """Loads what speaking these will need. Raises ModelError."""


class Notifier(Protocol):
    def post(self, connection_id: str, message: dict[str, Any]) -> None:
        """Raises Gone, Throttled, DeliveryUnavailable."""


class Tickets(Protocol):
    """Short-lived and signed: they are not stored, and nobody else can make one."""

    @property
    def lifetime_s(self) -> int: ...

    def issue(self, identity: str) -> str:
        """A new one. Raises Unavailable."""

    def read(self, ticket: str) -> Ticket:
        """Raises NotAdmitted when it is forged or too old, Unavailable."""


class Usage(Protocol):
    """What was used up, of what may be."""

    def redeem(self, ticket: Ticket) -> None:
        """Raises NotAdmitted the second time, StorageUnavailable."""

    def count_write(self, visitor: str) -> None:
        """Counts a request at an address, or of someone with an account. Raises RateLimited,
        StorageUnavailable."""

    def count_read(self, visitor: str) -> None:
        """The same of a request that begins nothing, of which there may be more. Raises RateLimited,
        StorageUnavailable."""

    def begin(self, job: Job) -> None:
        """Counts a segment of its owner's as under way, and as long as a segment may be: one whose
        end is never told of has cost that much. Raises RateLimited, StorageUnavailable."""

    def end(self, job: Job, audio_s: float) -> None:
        """The segment is not under way any more, and only so much was heard of it; said twice it
        counts once. Raises StorageUnavailable."""


class AudioStore(Protocol):
    def put(self, key: str, data: bytes, content_type: str) -> None:
        """Overwrites. Raises StorageUnavailable."""

    def get(self, key: str) -> bytes:
        """Raises AudioMissing, AudioTooLarge, StorageUnavailable."""

    def url(self, key: str) -> str:
        """A link that plays the audio for a while, for whoever holds it."""

    def upload_form(self, key: str, content_type: str, limit_bytes: int) -> UploadForm:
        """A form that accepts one file of at most `limit_bytes` at `key`."""

    def remove(self, prefix: str) -> None:
        """Every file whose key begins so. Raises StorageUnavailable."""


class Connections(Protocol):
    def add(self, connection: Connection) -> None:
        """Overwrites. Raises StorageUnavailable."""

    def get(self, connection_id: str) -> Connection | None:
        """Raises StorageUnavailable."""

    def remove(self, connection_id: str) -> None:
        """Removing what is not there is fine. Raises StorageUnavailable."""

    def unwarned(self, opened_before_s: float) -> dict[str, int]:
        """Connections opened before then and never passed to `warned`, with the Unix time at which
        each was opened: the oldest hundred. Raises StorageUnavailable."""

    def warned(self, connection_id: str) -> None:
        """The connection knows that it will be closed. Raises StorageUnavailable."""


class Messages(Protocol):
    """Every segment with its speaker, its listener and its events, kept for a day."""

    def claim(self, message_id: str, segment: int, speaker: Connection, last: bool = False) -> bool:
        """Takes the segment for its speaker, whose connection from now on hears it (NO_CONNECTION takes it
        from nobody); `last` when no segment follows. True until `started` was called or the segment has ended: the flow has to
        be started.
        Raises MessageNotYours, StorageUnavailable."""

    def started(self, message_id: str, segment: int) -> None:
        """The segment's flow runs; a further claim is answered False.
        Raises MessageUnknown, StorageUnavailable."""

    def append(self, message_id: str, segment: int, seq: int, event: StoredEvent) -> AppendResult:
        """Keeps an event, unless one stands under that `seq`. The first event of a segment opens
        it, until `close`; after its end no further event of it is kept.
        Raises SegmentEnded, MessageUnknown, StorageUnavailable."""

    def close(self, message_id: str, segment: int) -> None:
        """All that follows from the segment's end was done; it stands for nothing. Closing what is
        closed or forgotten is fine. Raises StorageUnavailable."""

    def stand(self, message_id: str, segment: int, since_s: int | None = None) -> None:
        """Closes a segment that has ended and lets it stand for its message, which has not: as if
        opened at `since_s`, Unix time, where that is given. What is forgotten stands for nothing.
        Raises StorageUnavailable."""

    def unfinished(self, opened_before_s: float) -> list[MessageState]:
        """Messages for which a segment stands that was opened before then: of the oldest hundred
        such segments. Raises StorageUnavailable."""

    def left_open(self, opened_before_s: float) -> list[OpenSegment]:
        """Segments opened before then and not closed: the oldest hundred.
        Raises StorageUnavailable."""

    def under_way(self, opened_after_s: float, most: int) -> int:
        """How many segments were opened after then and not closed, of all speakers, as it was a
        moment ago; counted up to `most`. Raises StorageUnavailable."""

    def finish(self, message_id: str, segments: int, speaker: Connection) -> None:
        """No segment follows the first so many. Raises MessageUnknown (also when it is another's,
        or when there are not so many), StorageUnavailable."""

    def state(self, message_id: str, owner: str) -> MessageState:
        """How far the speaker's message has come. What another claimed under the same id is not
        looked at. Raises StorageUnavailable."""

    def listen(self, message_id: str, speaker: Connection) -> list[StoredEvent]:
        """Makes the speaker's connection the one that hears the message, and gives back all that
        was said so far, by segment, then seq: whatever is appended later finds the new listener.
        Raises MessageUnknown (also when it is another's), StorageUnavailable."""

    def read(self, message_id: str, owner: str) -> dict[int, list[StoredEvent]]:
        """All that was said so far of the speaker's message, by segment, then seq. Who listens goes
        on listening. Raises MessageUnknown (also when it is another's), StorageUnavailable."""

    def of(self, owner: str) -> list[tuple[str, int]]:
        """The segments of one speaker, each with its message, as they were a moment ago.
        Raises StorageUnavailable."""

    def erase(self, message_id: str, segment: int) -> None:
        """Forgets a segment; one that is not there too. Raises StorageUnavailable."""


class Workflow(Protocol):
    def start(self, job: Job) -> None:
        """Starts the flow of one segment, at least once. Raises Throttled, WorkflowUnavailable."""


class Warmer(Protocol):
    def warm(self, languages: Sequence[str]) -> None:
        """Wakes the functions that will soon speak these, without waiting for them. Never raises:
        a cold start costs time, nothing else."""


class Clock(Protocol):
    def __call__(self) -> float:
        """Unix time, seconds."""
