"""The interfaces between the use cases and the world.

Adapters and test fakes implement these protocols without inheriting from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias
from uuid import UUID

from dragoman.message_status import MessageStatus, SegmentStatus, SweepQueue, TentativeStatus
from dragoman.protocol import (
    CaptionTask,
    CaptionTranslationTask,
    Job,
    LanguageSpan,
    Mode,
    RoomTurn,
    Term,
    VoiceInfo,
    Word,
)
from dragoman.room import Room

if TYPE_CHECKING:  # the light functions carry no numpy
    import numpy as np
    from numpy.typing import NDArray

    Samples: TypeAlias = NDArray[np.float32]
    """Mono audio in [-1, 1], shape (n,)."""

RECOGNITION_RATE_HZ = 16_000
"""The sample rate of speech recognition."""


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
    """Empty when there was no speech."""
    language: str
    confidence: float
    """The geometric mean of the token probabilities, 0 to 1."""
    language_confidence: float = 1.0
    """The probability of the language among the candidates, 0 to 1."""
    detected_language: str | None = None
    """The language that was probably spoken, even if another one was given; None without speech."""
    detected_language_confidence: float | None = None
    """Its probability, 0 to 1."""
    words: tuple[Word, ...] = ()
    """The words of the text, if they were requested."""
    begin_s: float = 0.0
    """The start of speech, by voice activity."""
    end_s: float = 0.0
    """The end of speech."""
    fallback_passes: int = 0
    """The number of fallback passes: of the whole recording, or of single clips of it."""
    spans: tuple[LanguageSpan, ...] = ()
    """The parts of the text by language, if more than one of several languages was spoken."""


@dataclass(frozen=True)
class PartialTranscript:
    """What was recognised of speech that goes on."""

    stable_text: str
    """It only grows."""
    unstable_text: str
    language: str
    new_clauses: str = ""
    """The stable text up to the end of its last clause, if it has a clause more than before."""


@dataclass(frozen=True)
class CheckedTranslation:
    text: str
    uncertain: bool = False
    """Whether the engine's translation may be wrong."""


@dataclass(frozen=True)
class MemoryTranslation:
    text: str
    from_memory: bool
    """Whether the whole text is from the translation memory."""


@dataclass(frozen=True)
class UploadForm:
    """An address and the form fields with which a browser may POST one file there."""

    url: str
    fields: dict[str, str]


class ChargedSegment(Protocol):
    """The data by which a segment is charged; a job and an upload have it."""

    @property
    def message_id(self) -> UUID: ...

    @property
    def segment(self) -> int: ...

    @property
    def owner(self) -> str: ...

    @property
    def address_key(self) -> str: ...

    @property
    def received_at_ms(self) -> int: ...


@dataclass(frozen=True)
class ClaimedSegment:
    """A segment of which only the recording is announced."""

    message_id: UUID
    segment: int
    owner: str
    address_key: str
    received_at_ms: int


NO_CONNECTION = ""
"""The connection id of a speaker who uses HTTP: events are stored for them and not sent."""


USER_PREFIX: Final = "user:"
"""The prefix of owner ids of users with an account."""


@dataclass(frozen=True)
class Connection:
    connection_id: str
    owner: str
    """The speaker: the same on every connection of one person."""
    accepts: tuple[str, ...] = ()
    """Content types that the client can play, in order of preference."""
    opened_at_s: int = 0
    """Unix time; 0 when unknown."""
    languages: tuple[str, ...] = ()
    """The one or two languages that `hello` named."""
    mode: Mode | None = None
    """The mode in the address of the socket, which only clients of the first version give."""
    address_key: str = ""
    """The keyed hash of a guest's address, from the ticket request; empty for a user."""
    room_id: str = ""
    """The room of which this connection receives the events."""

    @property
    def plays_chunks(self) -> bool:
        """Whether the client can play `audio_chunk` events."""
        return self.connection_id != NO_CONNECTION and self.mode is None


@dataclass(frozen=True)
class Ticket:
    """The right to open one socket."""

    ticket_id: str
    identity: str
    """The owner of the socket."""
    expires_at_s: int
    """Unix time."""
    address_key: str = ""
    """The keyed hash of a guest's address, from the ticket request; empty for a user."""


StoredEvent: TypeAlias = dict[str, Any]
"""An event in the form of `EventData.wire()`, with audio keys in place of URLs."""


@dataclass(frozen=True)
class Claim:
    status: SegmentStatus
    """CLAIMED for a new segment."""
    tentative_at_ms: int | None = None
    """When the same request was received tentatively, if its execution may go on. Unix time."""


@dataclass(frozen=True)
class AppendResult:
    event: StoredEvent
    """The event that is now stored under the `seq`: this one, or an earlier one."""
    listener: str
    """The connection that listens to the segment."""
    room: RoomTurn | None = None
    """The turn that the segment takes in a room, whose participants listen instead."""
    tentative: str = ""
    """With the first event: the digest of the tentative request whose execution goes on."""


@dataclass(frozen=True)
class TakenTurn:
    """Which segment took a turn of a room."""

    turn: int
    message_id: str
    segment: int


@dataclass(frozen=True)
class SegmentRecord:
    """An accepted segment with all its events."""

    message_id: str
    segment: int
    owner: str
    last: bool
    """Whether no segment follows it."""
    since_s: int
    """The Unix time of its acceptance, or since when it waits."""
    events: tuple[StoredEvent, ...]
    """Ordered by `seq`."""


@dataclass(frozen=True)
class SegmentState:
    """The progress of one segment of a message."""

    status: SegmentStatus
    end: StoredEvent | None
    """The last event of the segment."""
    since_s: int
    """The Unix time of its acceptance, or since when it waits; 0 when it was not accepted."""


@dataclass(frozen=True)
class MessageState:
    """The progress of a message of one owner."""

    message_id: str
    owner: str
    segments: dict[int, SegmentState]
    """By number, in order."""
    last: int | None
    """The number of the last segment, once it is known."""
    end_stored: bool
    """Whether the end of the whole message is stored."""

    @property
    def status(self) -> MessageStatus:
        first = self.ends.get(0)
        if self.end_stored or (first is not None and first["data"].get("last")):
            return MessageStatus.ENDED
        if self.last is None:
            return MessageStatus.OPEN
        if all(number in self.ends for number in range(self.last + 1)):
            return MessageStatus.COMPLETE
        return MessageStatus.FINISHING

    @property
    def ends(self) -> dict[int, StoredEvent]:
        """The last event of each segment that has ended, in order."""
        return {number: one.end for number, one in self.segments.items() if one.end is not None}

    @property
    def expected_ends(self) -> dict[int, StoredEvent]:
        """The ends of the segments up to the announced last one."""
        return {n: end for n, end in self.ends.items() if self.last is None or n <= self.last}

    @property
    def unfinished(self) -> list[int]:
        """Accepted segments that have not ended."""
        return [n for n, one in self.segments.items() if one.since_s and not one.end]

    @property
    def waiting(self) -> list[int]:
        """Segments that wait for the end of the message."""
        return [n for n, one in self.segments.items() if one.status is SegmentStatus.WAITING]

    @property
    def accepted_at_s(self) -> int:
        """The Unix time at which the newest segment was accepted; 0 when none was."""
        return max((one.since_s for one in self.segments.values()), default=0)


class AudioCodec(Protocol):
    def decode(self, encoded: bytes) -> DecodedSound:
        """Decodes to 16 kHz mono, as far as it goes. Raises EmptyAudio, NotAudio, AudioTooLong."""

    def encode(self, sound: Sound, content_type: str) -> bytes:
        """Encodes to a content type of `formats`."""

    @property
    def formats(self) -> tuple[str, ...]:
        """The content types of `encode`, the default first."""


@dataclass(frozen=True)
class SpokenText:
    """A text in one voice. Its chunks, joined, are the whole; they can be consumed once."""

    voice: VoiceInfo
    pieces: Iterator[Sound]
    instead_of: str = ""
    """The voice that failed and was replaced."""

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
        chosen or detected only if the speech is clearly in it. If one language is given, the detected
        one is that or the unexpected one. Raises EngineFailed."""

    def continue_text(
        self, sound: Sound, languages: tuple[str, ...], prefix: str = ""
    ) -> Recognition:
        """Recognises unfinished speech that starts with the words of `prefix`, and returns the
        words after these. The text is empty without reliable words. Raises EngineFailed."""

    def warm(self, languages: Sequence[str]) -> None:
        """Loads the models for these languages. Raises ModelError."""


class PartialTranscripts(Protocol):
    def update(self, task: CaptionTask, sound: Sound) -> PartialTranscript | None:
        """Recognises the sound of a task. None when a newer revision or a later part of the segment was
        recognised before, or the text became too long. Raises EngineFailed."""

    def warm(self, languages: Sequence[str]) -> None:
        """Loads the models for these languages. Raises ModelError."""


class PhraseMemory(Protocol):
    def translate(
        self, text: str, source: str, target: str, engine: Callable[[str], str]
    ) -> MemoryTranslation:
        """Translates sentences from the memory, and the rest with the engine. Raises what the
        engine raises."""

    def warm(self, languages: Sequence[str]) -> None:
        """Prepares translation between these languages."""


class Translator(Protocol):
    def translate(self, text: str, source: str, target: str, terms: Sequence[Term] = ()) -> str:
        """Translates with the terms as given. Raises UnsupportedLanguage, EngineFailed."""

    def translate_checked(
        self, text: str, source: str, target: str, terms: Sequence[Term] = ()
    ) -> CheckedTranslation:
        """Translates and checks the result; returns the best of several candidates if the engine
        seems to fail. Raises UnsupportedLanguage, EngineFailed."""

    def via(self, source: str, target: str) -> str | None:
        """The intermediate language, if no model translates directly. Raises UnsupportedLanguage."""

    def warm(self, languages: Sequence[str]) -> None:
        """Loads the models between these languages, as far as they exist. Raises ModelError."""


class Synthesizer(Protocol):
    def voice(self, language: str, wanted: str = "") -> VoiceInfo:
        """The voice of that name, or the default voice. Raises UnsupportedLanguage,
        UnsupportedVoice."""

    def speak(self, text: str, language: str, wanted: str = "", speed: float = 1.0) -> SpokenText:
        """Yields the voice in chunks as they are computed; joined they are the whole. A voice that
        cannot speak is replaced by a basic one. The same text gives the same samples. Raises
        UnsupportedLanguage, UnsupportedVoice, UnspeakableText, EngineFailed, ModelError."""

    def warm(self, languages: Sequence[str]) -> None:
        """Loads the models for these languages. Raises ModelError."""


class Notifier(Protocol):
    def post(self, connection_id: str, message: dict[str, Any]) -> None:
        """Sends a message to a client. Raises Gone, Throttled, DeliveryUnavailable."""

    def close(self, connection_id: str) -> None:
        """Closes a connection, unless it is closed. Raises Throttled, DeliveryUnavailable."""


class Tickets(Protocol):
    """Short-lived signed tickets, which are not stored."""

    @property
    def lifetime_s(self) -> int: ...

    def issue(self, identity: str, address_key: str = "") -> str:
        """A new ticket. Raises Unavailable."""

    def address_key(self, address: str) -> str:
        """The rate-limit key of a guest: a keyed hash of the address, which does not reveal the
        address. Raises Unavailable."""

    def read(self, ticket: str) -> Ticket:
        """Verifies a ticket. Raises NotAdmitted when it is forged or expired, Unavailable."""


class Users(Protocol):
    """The accounts of a deployment with a user pool."""

    def disabled(self, changed_after_s: float) -> list[str]:
        """The subjects of the disabled users whose account was changed after a Unix time. Raises
        UserPoolUnavailable, Throttled."""


class Usage(Protocol):
    """Counts usage against quotas and rate limits."""

    def block(self, owner: str, until_s: float) -> None:
        """Blocks an owner until a Unix time, or until a later one set before. Raises
        StorageUnavailable."""

    def require_unblocked(self, owner: str) -> None:
        """Raises NotAdmitted for a blocked owner, StorageUnavailable."""

    def redeem(self, ticket: Ticket) -> None:
        """Marks a ticket as used. Raises NotAdmitted the second time, StorageUnavailable."""

    def count_write(self, key: str) -> None:
        """Counts a request that starts something, by its rate-limit key. Raises RateLimited,
        StorageUnavailable."""

    def count_read(self, key: str) -> None:
        """Counts a request that starts nothing. Raises RateLimited, StorageUnavailable."""

    def count_cost(self, owner: str, address_key: str, cost: int) -> None:
        """Counts what a request costs against the limits of its speaker and of an address, unless
        that is empty. Raises RateLimited, StorageUnavailable."""

    def count_guess(self, key: str) -> None:
        """Counts an attempt at a room code, by rate-limit key. Raises RateLimited,
        StorageUnavailable."""

    def forgive_guess(self, key: str) -> None:
        """Undoes the count of a correct code. Raises StorageUnavailable."""

    def reserve(self, segment: ChargedSegment) -> None:
        """Counts a segment as under way and reserves the longest duration a segment may have: a
        segment whose end is never reported has cost that much. A second reservation for the same
        segment, within minutes, takes the place of the first. Raises RateLimited, Busy at the
        limit of the whole service for the day, StorageUnavailable."""

    def settle(self, segment: ChargedSegment, audio_s: float) -> None:
        """Ends the reservation and charges the actual duration. A repetition changes nothing.
        Raises StorageUnavailable."""


class AudioStore(Protocol):
    def put(self, key: str, data: bytes, content_type: str) -> None:
        """Overwrites. Raises StorageUnavailable."""

    def get(self, key: str) -> bytes:
        """Raises AudioMissing, AudioTooLarge, StorageUnavailable."""

    def url(self, key: str) -> str:
        """A temporary link to the audio."""

    def upload_form(self, key: str, content_type: str, limit_bytes: int) -> UploadForm:
        """A form that accepts one file of at most `limit_bytes` at `key`."""

    def remove(self, prefix: str) -> None:
        """Removes every file whose key starts with the prefix. Raises StorageUnavailable."""


class Connections(Protocol):
    def add(self, connection: Connection) -> None:
        """Overwrites. Raises StorageUnavailable."""

    def get(self, connection_id: str) -> Connection | None:
        """Raises StorageUnavailable."""

    def remove(self, connection_id: str) -> Connection | None:
        """The connection that is removed; None for an unknown one. Raises StorageUnavailable."""

    def list_of_user(self, owner: str) -> list[str]:
        """The open connections of a user, as of a moment ago; those of guests are not listed. Raises
        StorageUnavailable."""

    def list_unwarned(self, opened_before_s: float) -> dict[str, int]:
        """The oldest hundred connections opened before then that were not marked as warned, with
        the Unix time of their opening. Raises StorageUnavailable."""

    def mark_warned(self, connection_id: str) -> None:
        """Marks the connection as warned of its end. Does nothing for an unknown connection. Raises
        StorageUnavailable."""


class Rooms(Protocol):
    """Rooms and their codes. A room is kept for a day after its last turn."""

    def create(self, room: Room) -> None:
        """Stores a new room. Raises StorageUnavailable."""

    def get(self, room_id: str) -> Room | None:
        """None for an unknown room and for one that has expired. Raises StorageUnavailable."""

    def replace(self, room: Room) -> bool:
        """Stores a changed room under its next revision, unless another change or the removal of the
        room came first; whether it was stored. `turns` is not changed. Raises StorageUnavailable."""

    def remove(self, room_id: str) -> None:
        """Does nothing for an unknown room. Raises StorageUnavailable."""

    def next_turn(self, room_id: str, message_id: str, segment: int) -> Room | None:
        """Gives the segment the next turn; the room as it was then, with that turn as its latest.
        None for an unknown room. The same segment gets another turn each time. Raises
        StorageUnavailable."""

    def turns_after(self, room_id: str, after: int) -> list[TakenTurn]:
        """The first hundred turns after one, in order, of the last day. Raises StorageUnavailable."""

    def note_member(self, owner: str, room_id: str) -> None:
        """Notes, for a day, that the owner is in the room. Raises StorageUnavailable."""

    def rooms_of(self, owner: str) -> list[str]:
        """The rooms that were noted for the owner. Raises StorageUnavailable."""

    def claim_code(self, code: str, room_id: str, expires_at_s: int) -> bool:
        """Makes a code lead to a room; False when it leads to another one. Raises
        StorageUnavailable."""

    def room_of_code(self, code: str) -> str | None:
        """None for an unknown code and for one that has expired. Raises StorageUnavailable."""


class Messages(Protocol):
    """Every segment with its owner, its listener, its status and its events, kept for a day."""

    def claim(
        self,
        message_id: str,
        segment: int,
        speaker: Connection,
        last: bool = False,
        request: str = "",
    ) -> Claim:
        """Takes the segment for its speaker and makes their connection its listener (NO_CONNECTION
        replaces no listener). `last` notes that no segment follows, `request` is the digest of a
        request that accepts the segment. Raises MessageNotYours, StorageUnavailable."""

    def claim_tentatively(
        self, message_id: str, segment: int, speaker: Connection, request: str, at_ms: int
    ) -> bool:
        """Takes the segment for a tentative request, which replaces an earlier one. `at_ms` is the Unix
        time at which it was received. False if a request to accept the segment has arrived. Raises
        MessageNotYours, StorageUnavailable."""

    def tentative_status(self, message_id: str, segment: int, request: str) -> TentativeStatus:
        """The status of a tentative request. Raises StorageUnavailable."""

    def drop_tentative(self, message_id: str, segment: int, request: str) -> bool:
        """Drops a tentative request while it is PENDING; whether it did. Raises StorageUnavailable."""

    def append(self, message_id: str, segment: int, seq: int, event: StoredEvent) -> AppendResult:
        """Stores an event, unless one is stored under that number, which is its `seq` or, in a room,
        that of its language (`RoomTurn.stored_seq`). The first event of a segment accepts it, the last one ends it; after that no other event of the segment is stored.
        Raises SegmentEnded, IllegalTransition, MessageUnknown, StorageUnavailable."""

    def advance(
        self, message_id: str, segment: int, status: SegmentStatus, since_s: int | None = None
    ) -> None:
        """Requests a status that no event brings: RUNNING, WAITING or CLOSED; with `since_s` the
        sweeper counts from that Unix time instead of the acceptance. Does nothing for a status that
        has been passed and for a deleted segment. Raises IllegalTransition, StorageUnavailable."""

    def list_queue(self, queue: SweepQueue, before_s: float) -> list[SegmentRecord]:
        """The oldest hundred segments in a queue since before then. Raises StorageUnavailable."""

    def count_live(self, accepted_after_s: float, limit: int) -> int:
        """The number of segments of all owners in the queue LIVE, as of a moment ago; counts
        up to `limit`. Raises StorageUnavailable."""

    def status(self, message_id: str, segment: int, owner: str) -> SegmentStatus | None:
        """The status of the owner's segment, as of a moment ago; None when it is new. Raises
        MessageNotYours, StorageUnavailable."""

    def finish(self, message_id: str, segments: int, speaker: Connection) -> None:
        """Notes that the message has so many segments. Raises MessageUnknown (also when it is
        another's, or has fewer segments), StorageUnavailable."""

    def state(self, message_id: str, owner: str) -> MessageState:
        """The progress of the owner's message, without segments that another owner claimed under
        the same id. Raises StorageUnavailable."""

    def segments_from(self, message_id: str, owner: str, first: int) -> list[int]:
        """The numbers of the speaker's segments from one on; segment 0 is among them, since it holds
        the end of the message. Raises MessageUnknown (also when it is another's),
        StorageUnavailable."""

    def listen(
        self, message_id: str, speaker: Connection, segments: Sequence[int] = (0,)
    ) -> list[StoredEvent]:
        """Makes the speaker's connection the listener of their segments and returns all events so
        far, by segment and `seq`: no event is missed in between. Raises MessageUnknown (also when
        one is another's), StorageUnavailable."""

    def segment_events(self, message_id: str, segment: int) -> dict[int, StoredEvent]:
        """All events of a segment so far, whoever claimed it, by the number under which they were
        stored, in order; none for an unknown segment. Raises StorageUnavailable."""

    def read(self, message_id: str, owner: str) -> dict[int, list[StoredEvent]]:
        """All events so far, by segment and `seq`, without changing the listener. Raises
        MessageUnknown (also when it is another's), StorageUnavailable."""

    def segments_of(self, owner: str) -> list[tuple[str, int]]:
        """The message and number of each segment of an owner, as of a moment ago. Raises
        StorageUnavailable."""

    def erase(self, message_id: str, segment: int) -> None:
        """Deletes a segment. Does nothing for an unknown one. Raises StorageUnavailable."""


class Workflow(Protocol):
    def start(self, job: Job, recording: str = "") -> None:
        """Starts the execution of one segment, at least once, with a short recording in base64 that is
        not stored. Raises Throttled, WorkflowUnavailable."""


class Captioner(Protocol):
    def start(self, task: CaptionTask) -> None:
        """Hands a task to the recogniser without waiting. Never raises: the next revision replaces
        one that was lost."""


class CaptionTranslator(Protocol):
    def start(self, task: CaptionTranslationTask) -> None:
        """Hands a task to the translator without waiting. Never raises."""


class Warmer(Protocol):
    def warm(self, languages: Sequence[str]) -> None:
        """Wakes the functions that will soon need these languages, without waiting for them. Never
        raises: a cold start only costs time."""


class Clock(Protocol):
    def __call__(self) -> float:
        """Unix time, in seconds."""
