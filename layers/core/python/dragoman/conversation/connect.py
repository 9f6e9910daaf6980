"""A socket opens or closes."""

from hashlib import sha256

from dragoman.ports import Clock, Connection, Connections
from dragoman.protocol import Mode


def connect(
    connection_id: str,
    principal: str,
    mode: Mode | None = None,
    *,
    connections: Connections,
    clock: Clock,
) -> None:
    """Remembers who speaks on the connection, whoever the authorizer let in, and the mode that its
    address names. Raises StorageUnavailable."""
    connections.add(Connection(connection_id, owner=principal, opened_at_s=int(clock()), mode=mode))


def guest(session: str) -> str:
    """The name of someone known only by a secret of their own making, which is not kept."""
    return f"guest:{sha256(session.encode()).hexdigest()}"


def disconnect(connection_id: str, *, connections: Connections) -> None:
    """Forgets the connection. Messages it began go on and are kept for `resume`."""
    connections.remove(connection_id)
