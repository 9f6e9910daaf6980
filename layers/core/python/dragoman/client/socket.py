"""The line to the service: one socket after another, as each is lost and the next one opens."""

import asyncio
import json
import random
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from dragoman.client.service import TIMEOUT_S, Service, Unreachable

BACKOFF_S = (0.1, 0.3, 1.0, 2.0, 4.0)
"""Before each further socket, until one proves good; each somewhat less, so that not all who were
lost together come back together."""
CLOSING_LIMIT_S = 1.0


class ReconnectingSocket:
    """What is sent on a dead socket is dropped: `again` names what has to be said on the next."""

    def __init__(self, service: Service, replayed_requests: Callable[[], Iterable[str]]) -> None:
        self._service = service
        self._replayed_requests = replayed_requests
        self._socket: ClientConnection | None = None
        self._send_lock = asyncio.Lock()
        self._failed_attempts = 0
        self._closed = False

    async def open(self) -> None:
        """Raises Unreachable."""
        try:
            self._socket = await connect(
                await self._service.socket_url(),
                open_timeout=TIMEOUT_S,
                close_timeout=CLOSING_LIMIT_S,
                compression=None,
            )
        except (OSError, TimeoutError, InvalidHandshake, InvalidURI) as error:
            raise Unreachable(f"No socket opens at {self._service.websocket_url}.") from error

    async def close(self) -> None:
        if self._socket is not None:
            await self._socket.close()

    async def send(self, text: str) -> None:
        """Raises Unreachable when no socket opens any more."""
        if self._closed:
            raise Unreachable("The connection was closed.")
        async with self._send_lock:
            await self._send(text)

    async def messages(self) -> AsyncGenerator[dict[str, Any]]:
        """All that the service says, until no socket opens any more."""
        while True:
            if self._socket is not None:
                with suppress(ConnectionClosed):
                    async for raw in self._socket:
                        yield json.loads(raw)
            try:
                await self._reconnect()
            except Unreachable:
                self._closed = True
                return

    async def reconnect(self) -> None:
        """Leaves this socket for another."""
        await self.close()

    def reset_backoff(self) -> None:
        """Something was heard that had not been heard before."""
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
