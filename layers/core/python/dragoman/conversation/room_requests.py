"""The requests about rooms that arrive on a socket."""

from dataclasses import replace

from dragoman.conversation import rooms
from dragoman.conversation.conversation_ports import ConversationPorts
from dragoman.conversation.resume_room import resume_room
from dragoman.ports import Connection
from dragoman.protocol import (
    AnyRoomRequest,
    CloseRoom,
    EventData,
    JoinRoom,
    LeaveRoom,
    LockRoom,
    OpenRoom,
    RemoveParticipant,
    RenewCode,
    ResumeRoom,
    RoomInfo,
    Speaking,
    UpdateParticipant,
)


def serve_room_request(
    message: AnyRoomRequest, speaker: Connection, ports: ConversationPorts
) -> EventData | None:
    """The reply; None for a change that is sent to all participants, including the speaker. Raises
    RoomRefusal, UnsupportedLanguage, RateLimited, StorageUnavailable."""
    match message:
        case OpenRoom():
            return _entered(rooms.open_room(message, speaker, ports), speaker, ports)
        case JoinRoom():
            return _entered(rooms.join_room(message, speaker, ports), speaker, ports)
        case ResumeRoom():
            entered = rooms.take_place(message.room_id, speaker, ports)
            _entered(entered, speaker, ports)
            return resume_room(message, entered, speaker, ports)
        case LeaveRoom():
            left = rooms.leave_room(message, speaker, ports)
            ports.connections.add(replace(speaker, room_id=""))
            return left
        case UpdateParticipant():
            rooms.update_participant(message, speaker, ports)
        case Speaking():
            rooms.speaking(message, speaker, ports)
        case RemoveParticipant():
            rooms.remove_participant(message, speaker, ports)
        case LockRoom():
            rooms.lock_room(message, speaker, ports)
        case RenewCode():
            rooms.renew_code(message, speaker, ports)
        case CloseRoom():
            rooms.close_room(message, speaker, ports)
    return None


def _entered(room: RoomInfo, speaker: Connection, ports: ConversationPorts) -> RoomInfo:
    """Notes the room with the connection, which leaves the room it was in before. Raises
    StorageUnavailable."""
    if speaker.room_id not in ("", room.room_id):
        rooms.vacate(speaker, ports)
    ports.connections.add(replace(speaker, room_id=room.room_id))
    return room
