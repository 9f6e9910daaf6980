"""The gateway, served over TLS by a thread of the launcher."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Any, Final, Self

from hypercorn.asyncio import serve
from hypercorn.config import Config

from infra.local.lan.certificates import Certificates, certificates
from infra.local.lan.gateway import Backend, LanGateway
from infra.local.lan.mdns import NAME, announced
from infra.local.ports import TRIED, NoFreePort
from infra.local.websocket_limits import MESSAGE_LIMIT_BYTES

PING_INTERVAL_S: Final = 20.0
"""The interval of pings, which detect half-open sockets."""
END_LIMIT_S: Final = 5.0


@dataclass(frozen=True)
class LanService:
    """Where other devices find the service."""

    address: IPv4Address
    port: int
    name: str | None
    """The mDNS name, if it is announced."""
    certificates: Certificates

    @property
    def hosts(self) -> list[str]:
        """The accepted values of the Host header, the address first."""
        port = "" if self.port == 443 else f":{self.port}"
        return [f"{host}{port}" for host in (str(self.address), self.name) if host]

    @property
    def urls(self) -> list[str]:
        return [f"https://{host}" for host in self.hosts]


@contextlib.contextmanager
def lan_service(address: IPv4Address, wanted_port: int, backend: Backend) -> Iterator[LanService]:
    """Opens the service to the local network. Raises NoFreePort."""
    listener = _listen(address, wanted_port)
    port = int(listener.getsockname()[1])
    with announced(address, port) as name:
        service = LanService(address, port, name, certificates(address, NAME))
        with _Server(service, backend, listener):
            yield service


def _listen(address: IPv4Address, wanted_port: int) -> socket.socket:
    """A socket on the port, or on the next free one after it. Raises NoFreePort."""
    for port in range(wanted_port, min(wanted_port + TRIED, 65536)):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((str(address), port))
            listener.listen()
        except OSError:
            listener.close()
        else:
            return listener
    raise NoFreePort(f"No port of {address} is free from {wanted_port} on.")


class _Server:
    """Serves the gateway while it is entered."""

    def __init__(self, service: LanService, backend: Backend, listener: socket.socket) -> None:
        authority = service.certificates.authority.read_bytes()
        gateway = LanGateway(backend, service.hosts, authority)
        config = Config()
        config.bind = [f"fd://{listener.detach()}"]  # the server closes it
        config.certfile = str(service.certificates.server)
        config.keyfile = str(service.certificates.server_key)
        config.alpn_protocols = ["http/1.1"]
        config.loglevel = "CRITICAL"
        config.keep_alive_timeout = 75
        config.graceful_timeout = 0.5
        config.websocket_ping_interval = PING_INTERVAL_S
        config.websocket_max_message_size = MESSAGE_LIMIT_BYTES
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._serve(gateway, config)), daemon=True
        )
        self._started = threading.Event()
        self._end: Callable[[], object] = lambda: None

    async def _serve(self, gateway: LanGateway, config: Config) -> None:
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        loop.set_exception_handler(lambda loop, context: _report(loop, context, ended.is_set()))
        self._end = lambda: loop.call_soon_threadsafe(ended.set)
        self._started.set()
        await serve(gateway, config, shutdown_trigger=ended.wait)

    def __enter__(self) -> Self:
        self._thread.start()
        self._started.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._end()
        self._thread.join(END_LIMIT_S)


def _report(loop: asyncio.AbstractEventLoop, context: dict[str, Any], ended: bool) -> None:
    """Reports an error, except of connections that are cut at the end."""
    if not (ended and isinstance(context.get("exception"), asyncio.CancelledError)):
        loop.default_exception_handler(context)
