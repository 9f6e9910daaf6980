"""The limits of an API Gateway WebSocket, around an emulator that has none.

What ASGI can see is here: the kind of a message, silence, and age. The size of a single frame it
cannot see: that is in `frames`. What lies behind the gateway is in `service_limits`.

Source of the numbers: "Quotas for configuring and running a WebSocket API" of API Gateway.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

FRAME_LIMIT_BYTES: Final = 32 * 1024
MESSAGE_LIMIT_BYTES: Final = 128 * 1024
IDLE_LIMIT_S: Final = 600.0
LIFETIME_LIMIT_S: Final = 7200.0
CLOSING_LIMIT_S: Final = 2.0
"""How long a client has to agree to close; ours, not AWS's."""

GOING_AWAY: Final = 1001
UNSUPPORTED_DATA: Final = 1003

Message = Any
"""A message of ASGI, as typed by whichever server and application meet here."""
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Receive, Send], Awaitable[None]]


class ApiGatewayLimits:
    """Wraps an ASGI application; touches nothing but its WebSockets."""

    def __init__(
        self,
        app: Application,
        idle_s: float = IDLE_LIMIT_S,
        lifetime_s: float = LIFETIME_LIMIT_S,
    ) -> None:
        self._app = app
        self._idle_s = idle_s
        self._lifetime_s = lifetime_s

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            socket = _LimitedSocket(receive, send, self._idle_s, self._lifetime_s)
            await self._app(scope, socket.receive, socket.send)
        else:
            await self._app(scope, receive, send)


class _LimitedSocket:
    """One connection: text only, never silent for long, never old."""

    def __init__(self, receive: Receive, send: Send, idle_s: float, lifetime_s: float) -> None:
        self._receive = receive
        self._send = send
        self._idle_s = idle_s
        self._ends_at = time.monotonic() + lifetime_s
        self._active_at = time.monotonic()

    async def receive(self) -> Message:
        try:
            message = await self._next()
        except TimeoutError:
            return await self._close(GOING_AWAY)
        self._active_at = time.monotonic()
        if message["type"] == "websocket.receive" and message.get("bytes") is not None:
            return await self._close(UNSUPPORTED_DATA)
        return message

    async def send(self, message: Message) -> None:
        self._active_at = time.monotonic()
        await self._send(message)

    async def _next(self) -> Message:
        """Raises TimeoutError when the connection has been silent, or open, for too long."""
        while (left_s := self._left_s()) > 0:
            try:
                async with asyncio.timeout(left_s):
                    return await self._receive()
            except TimeoutError:
                continue
        raise TimeoutError

    def _left_s(self) -> float:
        return min(self._active_at + self._idle_s, self._ends_at) - time.monotonic()

    async def _close(self, code: int) -> Message:
        await self._send({"type": "websocket.close", "code": code})
        # Hanging up while the client still sends could cost it the reason.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSING_LIMIT_S):
                while (await self._receive())["type"] != "websocket.disconnect":
                    pass
        return {"type": "websocket.disconnect", "code": code}
