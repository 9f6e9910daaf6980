"""A socket opens or closes."""

from hashlib import sha256

from dragoman.conversation.conversation_ports import DisconnectPorts
from dragoman.conversation.rooms import vacate
from dragoman.ports import Clock, Connection, Connections
from dragoman.protocol import Mode


def connect(
    connection_id: str,
    principal: str,
    mode: Mode | None = None,
    address_key: str = "",
    *,
    connections: Connections,
    clock: Clock,
) -> None:
    """Stores the connection with the owner and the key that the authorizer read in the ticket, and
    the mode that its address names. Raises StorageUnavailable."""
    connections.add(
        Connection(
            connection_id,
            owner=principal,
            opened_at_s=int(clock()),
            mode=mode,
            address_key=address_key,
        )
    )


def guest(session: str) -> str:
    """The owner id of a guest, derived from the secret of their session."""
    return f"guest:{sha256(session.encode()).hexdigest()}"


def disconnect(connection_id: str, ports: DisconnectPorts) -> None:
    """Removes the connection. Its messages continue and can be resumed; a participant of a room
    keeps their place. Raises StorageUnavailable."""
    closed = ports.connections.remove(connection_id)
    if closed is not None and closed.room_id:
        vacate(closed, ports)
