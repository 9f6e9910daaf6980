"""A participant returns to a room, or asks for turns that they missed."""

from dragoman.conversation.conversation_ports import ConversationPorts
from dragoman.conversation.resume import MAX_REPLAY_S
from dragoman.conversation.rooms import require_participant
from dragoman.ports import Connection, StoredEvent, TakenTurn
from dragoman.protocol import (
    SEGMENT_START_SEQ,
    MessageEvent,
    ProcessingStarted,
    ResumeRoom,
    RoomInfo,
    RoomResumed,
    message_event,
)
from dragoman.room import Participant
from dragoman.stages.room_delivery import concerns


def resume_room(
    message: ResumeRoom, room: RoomInfo, speaker: Connection, ports: ConversationPorts
) -> RoomResumed:
    """Posts the room, then the events of each turn after `message.after` that concern the speaker,
    with fresh URLs. Each turn counts as a request. When time runs out after a turn, `more` is true.
    Raises NotInRoom, RateLimited, StorageUnavailable, Gone, DeliveryUnavailable."""
    until_s = ports.clock() + MAX_REPLAY_S
    ports.notifier.post(speaker.connection_id, room.wire())
    participant = require_participant(room.room_id, speaker, ports)
    turns = ports.rooms.turns_after(room.room_id, message.after)
    ports.request_meter.charge(speaker, len(turns))
    for number, taken in enumerate(turns):
        if number and ports.clock() >= until_s:
            return RoomResumed(room_id=room.room_id, turn=turns[number - 1].turn, more=True)
        for event in _missed(taken, room.room_id, participant, ports):
            ports.notifier.post(speaker.connection_id, event.wire(url_of=ports.url_of))
    last = turns[-1].turn if turns else room.turn
    return RoomResumed(room_id=room.room_id, turn=last, more=last < room.turn)


def _missed(
    taken: TakenTurn, room_id: str, participant: Participant, ports: ConversationPorts
) -> list[MessageEvent]:
    """The events of a turn that concern the participant, in the order of their `seq`; none of a
    segment that was deleted or that took another turn."""
    stored = ports.messages.segment_events(taken.message_id, taken.segment)
    first = message_event(stored[SEGMENT_START_SEQ]) if SEGMENT_START_SEQ in stored else None
    turn = first.room if isinstance(first, ProcessingStarted) else None
    if turn is None or (turn.room_id, turn.turn) != (room_id, taken.turn):
        return []

    def concerned(seq: int, event: StoredEvent) -> bool:
        return concerns(message_event(event), turn.language_of(seq), participant, turn)

    events = [message_event(event) for seq, event in stored.items() if concerned(seq, event)]
    return sorted(events, key=lambda event: event.seq)
