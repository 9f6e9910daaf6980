"""A segment is spoken into a room."""

from dragoman.conversation.capabilities import shared_format
from dragoman.conversation.conversation_ports import SubmitPorts
from dragoman.errors import NotInRoom, UnsupportedLanguage
from dragoman.languages import AUTO
from dragoman.message_status import SegmentStatus
from dragoman.ports import Connection
from dragoman.protocol import (
    SEGMENT_START_SEQ,
    Job,
    ProcessingStarted,
    RoomTurn,
    message_event,
)
from dragoman.room import Participant, Room


def room_of(room_id: str, source: str, speaker: Connection, ports: SubmitPorts) -> Room:
    """The room in which the speaker is, who speaks this language or `auto`. Raises NotInRoom,
    UnsupportedLanguage, StorageUnavailable."""
    room = ports.rooms.get(room_id)
    if room is None:
        raise NotInRoom
    room.of_owner(speaker.owner)
    if source not in (AUTO, *ports.capabilities.languages):
        known = ", ".join(sorted(ports.capabilities.languages))
        raise UnsupportedLanguage(f"'{source}' is not supported; {known} are.")
    return room


def take_turn(job: Job, room_id: str, status: SegmentStatus, ports: SubmitPorts) -> Job:
    """The job with its turn in the room, and with what its listeners need. A segment that was
    accepted before keeps its turn. Raises NotInRoom, StorageUnavailable."""
    message_id = str(job.message_id)
    if status is SegmentStatus.ACCEPTED:
        room, turn = ports.rooms.get(room_id), _former_turn(job, ports)
    else:
        room, turn = ports.rooms.next_turn(room_id, message_id, job.segment), None
    if room is None:
        raise NotInRoom
    speaker = room.of_owner(job.owner)
    turn = turn or _turn(room, speaker)
    formats = [one.accepts for one in room.participants if one.accepts]
    return job.model_copy(
        update={
            "room": turn,
            "candidates": tuple(dict.fromkeys((speaker.language_in(turn.turn), *turn.languages))),
            "voice_format": shared_format(formats),
            "chunks": True,
        }
    )


def _turn(room: Room, speaker: Participant) -> RoomTurn:
    """The turn that was just given, with the languages of all others at that moment."""
    audience = room.audience_of(speaker)
    return RoomTurn(
        room_id=room.room_id,
        turn=room.turns,
        participant_id=speaker.participant_id,
        languages=tuple(audience),
        captions_only=tuple(language for language, heard in audience.items() if not heard),
    )


def _former_turn(job: Job, ports: SubmitPorts) -> RoomTurn | None:
    stored = ports.messages.segment_events(str(job.message_id), job.segment)
    started = message_event(stored[SEGMENT_START_SEQ]) if SEGMENT_START_SEQ in stored else None
    return started.room if isinstance(started, ProcessingStarted) else None
