"""A participant returns to a room."""

from dragoman.conversation.conversation_ports import ConversationPorts
from dragoman.ports import Connection
from dragoman.protocol import RoomInfo, RoomResumed


def resume_room(room: RoomInfo, speaker: Connection, ports: ConversationPorts) -> RoomResumed:
    """Posts the room as it is now. Raises StorageUnavailable, Gone,
    DeliveryUnavailable."""
    ports.notifier.post(speaker.connection_id, room.wire())
    return RoomResumed(room_id=room.room_id, turn=room.turn, more=False)
