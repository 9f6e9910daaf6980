"""The limits of an API Gateway WebSocket, which the emulator lacks.

This ASGI middleware enforces what ASGI can see: the type of a message, the idle time and the
lifetime. `websocket_frame_limits` enforces the size of single frames, `service_limits` the limits
of other services.

Source of the numbers: "Quotas for configuring and running a WebSocket API" of API Gateway.
"""

import asyncio
import contextlib
import time
from typing import Any, Final

from infra.local.asgi import Application, Message, Receive, Send

FRAME_LIMIT_BYTES: Final = 32 * 1024
MESSAGE_LIMIT_BYTES: Final = 128 * 1024
IDLE_LIMIT_S: Final = 600.0
LIFETIME_LIMIT_S: Final = 7200.0
CLOSING_LIMIT_S: Final = 2.0
"""The time that a client has to answer a close; a limit of ours, not of AWS."""

GOING_AWAY: Final = 1001
UNSUPPORTED_DATA: Final = 1003


class ApiGatewayLimits:
    """Middleware that limits WebSockets and passes everything else on."""

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
    """A connection with text messages only, an idle limit and a lifetime limit."""

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
        """The next message. Raises TimeoutError at the idle limit and at the lifetime limit."""
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
        # If the socket ended while the client still sends, it might not read the close code.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSING_LIMIT_S):
                while (await self._receive())["type"] != "websocket.disconnect":
                    pass
        return {"type": "websocket.disconnect", "code": code}
