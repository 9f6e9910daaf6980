"""Captions while someone speaks: the events of partial transcripts, and the task of the recogniser.

Captions are sent once and never stored. The events of the segment that follow replace them.
"""

from typing import Annotated

from pydantic import Base64Bytes, Field

from dragoman.protocol.events import EventData
from dragoman.protocol.fields import (
    MAX_BEGIN_MS,
    MAX_REVISION,
    MESSAGE_LIMIT_BYTES,
    MessageId,
    Segment,
)
from dragoman.protocol.stage_payloads import Milliseconds, Name, StagePayload, Text

Revision = Annotated[int, Field(ge=0, lt=MAX_REVISION)]


class PartialResult(EventData):
    """What was recognised of a segment that is still being spoken. Joined with a space, both texts
    are the current hypothesis; both are empty while nobody speaks."""

    type = "partial_result"
    message_id: MessageId
    segment: Segment
    revision: int
    """The revision of the `partial` that this answers."""
    stable_text: str = Field(repr=False)
    """The words that later revisions keep."""
    unstable_text: str = Field(repr=False)
    """The words that may still change."""
    language: str
    room_id: str | None = None
    participant_id: str | None = None
    """In a room, the participant who speaks."""


class PartialTranslation(EventData):
    """The translation of the stable text of a caption, up to the end of a clause. The next one
    replaces it."""

    type = "partial_translation"
    message_id: MessageId
    segment: Segment
    revision: int
    """The revision whose stable text was translated."""
    translated_text: str = Field(repr=False)
    source_lang: str
    target_lang: str
    room_id: str | None = None
    participant_id: str | None = None
    """In a room, the participant who speaks."""


class CaptionAudience(StagePayload):
    """Those who read captions in one language."""

    language: Name
    connection_ids: tuple[Name, ...]


class RoomSpeaker(StagePayload):
    """The participant who speaks, and their room."""

    room_id: Name
    participant_id: Name


class CaptionTranslationTask(StagePayload):
    """The stable text of a caption, for the translator."""

    connection_ids: tuple[Name, ...]
    speaker: RoomSpeaker | None = None
    message_id: MessageId
    segment: Segment
    revision: Revision
    text: Text
    source_lang: Name
    target_lang: Name
    received_at_ms: Milliseconds
    """Unix time of the partial recording."""


class CaptionTask(StagePayload):
    """A segment that is still being spoken, for the recogniser."""

    connection_id: Name
    owner: Name
    message_id: MessageId
    segment: Segment
    revision: Revision
    languages: tuple[Name, ...]
    """The languages that the speech may be in."""
    audience: tuple[CaptionAudience, ...]
    """One for each language; in a conversation of two, the speaker's own connection."""
    speaker: RoomSpeaker | None = None
    audio: Base64Bytes = Field(max_length=MESSAGE_LIMIT_BYTES, repr=False)
    """The encoded recording from `begin_ms` of the segment."""
    begin_ms: int = Field(default=0, ge=0, lt=MAX_BEGIN_MS)
    received_at_ms: Milliseconds
    """Unix time."""
