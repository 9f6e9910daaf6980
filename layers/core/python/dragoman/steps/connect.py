"""A socket opens or closes."""

from dragoman.ports import Connection, Connections


def connect(connection_id: str, owner: str | None, *, connections: Connections) -> None:
    """Remembers who speaks on the connection. Without an identity the connection is its own."""
    connections.add(Connection(connection_id, owner=owner or connection_id))


def disconnect(connection_id: str, *, connections: Connections) -> None:
    """Forgets the connection. Messages it began go on and are kept for `resume`."""
    connections.remove(connection_id)
