"""Rooms: the requests of participants, and the events of a room."""

from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    Field,
    StringConstraints,
    model_validator,
)

from dragoman.languages import Language
from dragoman.protocol.client_message import ClientMessage
from dragoman.protocol.events import EventData
from dragoman.protocol.fields import WrittenAs

MAX_NAME_CHARACTERS: Final = 40
CODE_LETTERS: Final = "ABCDEFGHJKMNPRSTUVWXYZ"
"""The letters of a code: none that is easily taken for another one or for a digit."""
CODE_LENGTH: Final = 6
_NOT_IN_NAMES = r"\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069<>"
"""Control characters, characters that change the direction of writing, and markup."""

ParticipantName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_NAME_CHARACTERS),
    WrittenAs(
        rf"^[^{_NOT_IN_NAMES}]*[^\W_][^{_NOT_IN_NAMES}]*$",
        "a name with a letter or digit, without control characters and < >",
    ),
]
RoomId = Annotated[str, Field(max_length=64), WrittenAs(r"^[A-Za-z0-9_-]+$", "the id of a room")]
ParticipantId = Annotated[
    str, Field(max_length=64), WrittenAs(r"^[A-Za-z0-9_-]+$", "the id of a participant")
]


def _as_code(written: str) -> str:
    """The code in capitals, without the spaces and hyphens of who typed it."""
    code = written.replace(" ", "").replace("-", "").upper()
    if len(code) != CODE_LENGTH or not code.isascii() or not code.isalpha():
        raise ValueError(f"a code has {CODE_LENGTH} letters")
    return code


RoomCode = Annotated[str, Field(max_length=20), AfterValidator(_as_code)]


class OpenRoom(ClientMessage):
    """Opens a room, whose host its sender becomes; answered by `room`."""

    action: Literal["open_room"]
    name: ParticipantName = Field(repr=False)
    language: Language
    """The language in which the participant speaks and listens."""
    captions_only: bool = False
    """Whether the participant reads and hears no voices: a language that everyone only reads is not
    spoken."""


class JoinRoom(ClientMessage):
    """Joins the room of a link or of a code; answered by `room`."""

    action: Literal["join_room"]
    room_id: RoomId | None = None
    code: RoomCode | None = None
    name: ParticipantName = Field(repr=False)
    language: Language
    captions_only: bool = False

    @model_validator(mode="after")
    def _one_address(self) -> "JoinRoom":
        if (self.room_id is None) == (self.code is None):
            raise ValueError("give exactly one of room_id and code")
        return self


class LeaveRoom(ClientMessage):
    """Answered by `room_left`."""

    action: Literal["leave_room"]
    room_id: RoomId


class ResumeRoom(ClientMessage):
    """Makes this connection the one that receives the room's events. Answered by `room`, then by
    the events of each turn after `after`, then by `room_resumed`."""

    action: Literal["resume_room"]
    room_id: RoomId
    after: int = Field(default=0, ge=0)
    """The latest turn that needs no repetition, nor does any before it."""


class UpdateParticipant(ClientMessage):
    """Changes the sender's own name, language or way of listening; the last two count from the next
    turn on."""

    action: Literal["update_participant"]
    room_id: RoomId
    name: ParticipantName | None = Field(default=None, repr=False)
    language: Language | None = None
    captions_only: bool | None = None


class Speaking(ClientMessage):
    """Tells the others that the sender begins or stops to speak."""

    action: Literal["speaking"]
    room_id: RoomId
    speaking: bool


class RemoveParticipant(ClientMessage):
    """Removes a participant, who cannot join again; for the host only."""

    action: Literal["remove_participant"]
    room_id: RoomId
    participant_id: ParticipantId


class LockRoom(ClientMessage):
    """Locks the room, so that nobody can join; for the host only."""

    action: Literal["lock_room"]
    room_id: RoomId
    locked: bool = True


class RenewCode(ClientMessage):
    """Replaces the code of the room; for the host only."""

    action: Literal["renew_code"]
    room_id: RoomId


class CloseRoom(ClientMessage):
    """Closes the room for everyone; for the host only."""

    action: Literal["close_room"]
    room_id: RoomId


AnyRoomRequest = (
    OpenRoom
    | JoinRoom
    | LeaveRoom
    | ResumeRoom
    | UpdateParticipant
    | Speaking
    | RemoveParticipant
    | LockRoom
    | RenewCode
    | CloseRoom
)


class RoomParticipant(BaseModel):
    participant_id: str
    name: str = Field(repr=False)
    language: str
    connected: bool
    """Whether a connection of theirs receives the events of the room."""
    captions_only: bool
    """Whether they read and hear no voices."""


class RoomState(EventData):
    """A room at one moment; of two states the one with the greater `revision` is newer."""

    room_id: str = Field(repr=False)
    revision: int
    link: str = Field(repr=False)
    """The fragment of the page's address that leads into the room."""
    code: str | None = Field(default=None, repr=False)
    """Null once it has expired."""
    code_expires_in_s: int | None = None
    locked: bool
    host: str
    """The participant who may remove others, lock and close the room."""
    participants: list[RoomParticipant]
    turn: int
    """The number of the latest turn."""


class RoomInfo(RoomState):
    """The room that its receiver opened, joined or resumed."""

    type = "room"
    you: str
    """The receiver's own participant_id."""


class RoomChange(StrEnum):
    JOINED = "joined"
    LEFT = "left"
    REMOVED = "removed"
    CONNECTED = "connected"
    DISCONNECTED = "disconnected"
    UPDATED = "updated"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    CODE_RENEWED = "code_renewed"
    SPEAKING = "speaking"
    SILENT = "silent"


class RoomUpdate(RoomState):
    """A change of the room, and its current state. It is not stored."""

    type = "room_update"
    change: RoomChange
    participant_id: str
    """Whom it concerns."""


class LeftReason(StrEnum):
    LEFT = "left"
    REMOVED = "removed"
    CLOSED = "closed"
    RESUMED_ELSEWHERE = "resumed_elsewhere"


class RoomLeft(EventData):
    """This connection receives no more events of the room."""

    type = "room_left"
    room_id: str = Field(repr=False)
    reason: LeftReason


class RoomResumed(EventData):
    """The turns up to `turn` were repeated."""

    type = "room_resumed"
    room_id: str = Field(repr=False)
    turn: int
    more: bool
    """Whether there was no time for later ones: `resume_room` after this turn brings them."""
