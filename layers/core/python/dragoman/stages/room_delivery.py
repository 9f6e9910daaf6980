"""The delivery of the events of a segment to the participants of a room."""

from contextlib import suppress

from dragoman.errors import Unavailable
from dragoman.ports import NO_CONNECTION, AppendResult
from dragoman.protocol import (
    MESSAGE_END_SEQ,
    MessageEvent,
    RecordingReady,
    RoomTurn,
    TranslationComplete,
    message_event,
)
from dragoman.room import Participant
from dragoman.stages.fan_out import FanOut
from dragoman.stages.stage_ports import EventPorts


def send_to_room(
    stored: AppendResult, language: str, fan_out: FanOut, ports: EventPorts
) -> MessageEvent:
    """Sends a stored event to the participants it concerns, and returns it. `language` is that of an
    event for one language. Whoever cannot be reached loses nothing: `resume_room` repeats it."""
    event, turn = message_event(stored.event), stored.room
    with suppress(Unavailable):
        room = ports.rooms.get(turn.room_id) if turn else None
        if turn and room:
            concerned = [
                one.connection_id
                for one in room.participants
                if one.connection_id != NO_CONNECTION and concerns(event, language, one, turn)
            ]
            if concerned:
                fan_out.post(concerned, event.wire(url_of=ports.url_of))
    return event


def concerns(event: MessageEvent, language: str, participant: Participant, turn: RoomTurn) -> bool:
    """Whether the participant receives the event: each receives the events for all, those for the
    language that was theirs when the turn was taken, and one end."""
    speaks = participant.participant_id == turn.participant_id
    listening = "" if speaks else participant.language_in(turn.turn)
    if language:
        return language == listening
    match event:
        case RecordingReady():
            return event.language == listening
        case TranslationComplete(seq=seq) if seq != MESSAGE_END_SEQ:
            return listening not in event.translated_into
    return event.seq != MESSAGE_END_SEQ or speaks  # each segment has an end for everyone
