"""Free TCP ports of this machine."""

import socket

from infra.local.account import HOST

TRIED = 50


class NoFreePort(RuntimeError):
    """No port is free near the requested one."""


def is_free(port: int) -> bool:
    """Whether the port can be bound and nothing answers there under the name localhost."""
    with socket.socket() as probe:
        # As servers do, so that a closed connection in TIME_WAIT does not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return not any(_answers(host, port) for host in (HOST, "::1"))


def next_free(port: int, *avoided: int) -> int:
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
