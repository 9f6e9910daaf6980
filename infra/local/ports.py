"""Ports of this machine."""

import socket

from infra.local.places import HOST

TRIED = 50


class NoFreePort(RuntimeError):
    """Nothing free near the port that was asked for."""


def is_free(port: int) -> bool:
    """Whether we can have it and nobody else is reached by the name localhost."""
    with socket.socket() as probe:
        # What a server does: a connection that lingers after its server's end does not hold a port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return not any(_answers(host, port) for host in (HOST, "::1"))


def free_from(port: int, *avoided: int) -> int:
    """The port, or the next free one after it. Raises NoFreePort."""
    for candidate in range(port, min(port + TRIED, 65536)):
        if candidate not in avoided and is_free(candidate):
            return candidate
    raise NoFreePort(f"No port is free from {port} on.")


def any_free() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=0.5).close()
    except OSError:
        return False
    return True
