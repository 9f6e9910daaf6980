"""A socket opens or closes."""

from hashlib import sha256

from dragoman.ports import Connection, Connections


def connect(
    connection_id: str, principal: str | None, session: str | None, *, connections: Connections
) -> None:
    """Remembers who speaks on the connection: the authenticated principal, else whoever knows the
    session's secret, else this connection alone. Raises StorageUnavailable."""
    owner = principal or (session and guest(session)) or connection_id
    connections.add(Connection(connection_id, owner=owner))


def guest(session: str) -> str:
    """The name of someone known only by a secret of their own making, which is not kept."""
    return f"guest:{sha256(session.encode()).hexdigest()}"


def disconnect(connection_id: str, *, connections: Connections) -> None:
    """Forgets the connection. Messages it began go on and are kept for `resume`."""
    connections.remove(connection_id)
