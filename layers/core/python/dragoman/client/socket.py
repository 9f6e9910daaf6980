"""A WebSocket that reconnects."""

import asyncio
import json
import random
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from dragoman.client.service import TIMEOUT_S, Refused, Service, Unreachable

BACKOFF_S = (0.1, 0.3, 1.0, 2.0, 4.0)
"""The delays before the attempts to reconnect. A random share is subtracted, so that clients that lost
their connection together do not return together."""
CLOSING_LIMIT_S = 1.0


class ReconnectingSocket:
    """Messages sent on a dead socket are lost: `replayed_requests` gives those for the next one."""

    def __init__(self, service: Service, replayed_requests: Callable[[], Iterable[str]]) -> None:
        self._service = service
        self._replayed_requests = replayed_requests
        self._socket: ClientConnection | None = None
        self._send_lock = asyncio.Lock()
        self._failed_attempts = 0
        self._closed = False

    async def open(self) -> None:
        """Opens the first socket. Raises Refused, Unreachable."""
        try:
            self._socket = await connect(
                await self._service.socket_url(),
                open_timeout=TIMEOUT_S,
                close_timeout=CLOSING_LIMIT_S,
                compression=None,
            )
        except (OSError, TimeoutError, InvalidHandshake, InvalidURI) as error:
            raise Unreachable(
                f"{self._service.websocket_url} does not accept a connection."
            ) from error

    async def close(self) -> None:
        if self._socket is not None:
            await self._socket.close()

    async def send(self, text: str) -> None:
        """Sends a message. Raises Unreachable once no socket opens."""
        if self._closed:
            raise Unreachable("The connection was closed.")
        async with self._send_lock:
            await self._send(text)

    async def messages(self) -> AsyncGenerator[dict[str, Any]]:
        """The messages of the service, until no socket opens."""
        while True:
            if self._socket is not None:
                with suppress(ConnectionClosed):
                    async for raw in self._socket:
                        yield json.loads(raw)
            try:
                await self._reconnect()
            except (Unreachable, Refused):
                self._closed = True
                return

    async def reconnect(self) -> None:
        """Closes this socket, so that another one opens."""
        await self.close()

    def reset_backoff(self) -> None:
        """Resets the delays after a new event."""
        self._failed_attempts = 0

    async def _reconnect(self) -> None:
        async with self._send_lock:
            for wait_s in BACKOFF_S[self._failed_attempts :]:
                self._failed_attempts += 1
                await asyncio.sleep(wait_s * random.uniform(0.5, 1))  # noqa: S311
                with suppress(Unreachable):
                    await self.open()
                    for text in self._replayed_requests():
                        await self._send(text)
                    return
        raise Unreachable("The connection was closed.")

    async def _send(self, text: str) -> None:
        if self._socket is not None:
            with suppress(ConnectionClosed):
                await self._socket.send(text)
