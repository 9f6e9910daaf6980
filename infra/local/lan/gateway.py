"""The only part of the service that other devices reach: an ASGI proxy with a short list of paths.

    /               the page                     GET
    /config.json    the addresses below          GET
    /dragoman-ca.crt  the certificate to trust   GET
    /v1/...         the HTTP API                 every method
    /socket         the WebSocket API
    /audio/...      presigned objects of the bucket  GET, POST

Everything else of the emulator stays out of reach: a request keeps only known headers, because
MiniStack chooses the service by header or query. A foreign Host or Origin is refused. Presigned
links name the emulator's address; in answers they are replaced by the gateway's.
"""

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncIterator, Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Final, Self

import httpx2
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake
from websockets.typing import Origin

from infra.local.asgi import Message, Receive, Scope, Send
from infra.local.deployed_stack import DeployedStack
from infra.web_app import config_json, content_security_policy

BODY_LIMIT_BYTES: Final = 16 * 2**20
"""More than the largest upload."""
ANSWER_LIMIT_S: Final = 35.0
"""More than the HTTP API's own limit of 29 s."""
AUTHORITY_PATH: Final = "/dragoman-ca.crt"
_PATH: Final = re.compile(r"(/[A-Za-z0-9_~=+-][A-Za-z0-9._~=+-]*)+/?|/")
"""Paths without escapes and without dot segments."""
_PAGE_HEADERS: Final = frozenset({"accept", "accept-encoding", "if-none-match", "range"})
_API_HEADERS: Final = frozenset({"accept", "accept-language", "authorization", "content-type"})
_AUDIO_HEADERS: Final = frozenset({"accept", "content-type", "if-none-match", "range"})
"""Request headers that are passed on. MiniStack would route by others."""
_DROPPED: Final = frozenset(
    {
        "connection",
        "content-length",
        "content-security-policy",
        "date",
        "keep-alive",
        "server",
        "transfer-encoding",
    }
)
_CORS: Final = "access-control-"
_REFUSED_BEFORE_OPEN: Final = 1008
_LOST: Final = 1011


@dataclass(frozen=True)
class Backend:
    """Where the gateway finds the service on this machine."""

    page_url: str
    page_origin: str
    """The only origin that the emulator accepts."""
    websocket_url: str
    http_url: str
    audio_url: str
    """The bucket's URL, with which every presigned link begins."""
    languages: Sequence[str]

    @classmethod
    def of(cls, stack: DeployedStack, page_url: str) -> Self:
        return cls(
            page_url=page_url,
            page_origin=stack.page_origin,
            websocket_url=stack.websocket_url,
            http_url=stack.http_url,
            audio_url=f"{stack.clients.endpoint}/{stack.outputs['AudioBucketName']}",
            languages=stack.languages,
        )


class LanGateway:
    """The proxy. `hosts` are the accepted values of the Host header."""

    def __init__(self, backend: Backend, hosts: Iterable[str], authority: bytes) -> None:
        self._backend = backend
        self._hosts = frozenset(hosts)
        self._authority = authority
        self._client = httpx2.AsyncClient(timeout=ANSWER_LIMIT_S, trust_env=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        refusal = self._refusal(scope)
        if scope["type"] == "websocket":
            if refusal or scope["raw_path"] != b"/socket":
                await _refuse_socket(receive, send)
            else:
                await self._socket(scope, receive, send)
        elif refusal:
            await _answer(send, refusal)
        else:
            await self._http(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._client.aclose()
        await send({"type": "lifespan.shutdown.complete"})

    def _refusal(self, scope: Scope) -> int:
        """The status with which a request is refused, or 0."""
        hosts, origins = _values(scope, b"host"), _values(scope, b"origin")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return 421
        if any(origin != f"https://{hosts[0].lower()}" for origin in origins):
            return 403
        return 0 if _PATH.fullmatch(scope["raw_path"].decode("latin-1")) else 404

    # --- HTTP ---------------------------------------------------------------------------------

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, method = scope["raw_path"].decode(), scope["method"]
        [host] = _values(scope, b"host")
        reads = method in {"GET", "HEAD"}
        if path.startswith("/v1/"):
            await self._api(scope, receive, send, host.lower())
        elif path == "/audio" or path.startswith("/audio/"):
            # A query would choose another operation of an upload than the one that is signed.
            if reads or (method == "POST" and not scope["query_string"]):
                await self._audio(scope, receive, send)
            else:
                await _answer(send, 405)
        elif not reads:
            await _answer(send, 405)
        elif path == "/config.json":
            await _answer(send, 200, self._config(host.lower()), "application/json")
        elif path == AUTHORITY_PATH:
            await _answer(send, 200, self._authority, "application/x-x509-ca-cert")
        else:
            await self._page(scope, receive, send, host.lower())

    def _config(self, host: str) -> bytes:
        config = config_json(f"wss://{host}/socket", f"https://{host}", self._backend.languages)
        return json.dumps(config).encode()

    async def _api(self, scope: Scope, receive: Receive, send: Send, host: str) -> None:
        url = self._backend.http_url + scope["raw_path"].decode()
        status, headers, body = await self._ask(scope, receive, url, _API_HEADERS)
        await _respond(send, status, headers, self._with_own_links(body, host))

    async def _audio(self, scope: Scope, receive: Receive, send: Send) -> None:
        url = self._backend.audio_url + scope["raw_path"].decode().removeprefix("/audio")
        await _respond(send, *await self._ask(scope, receive, url, _AUDIO_HEADERS))

    async def _page(self, scope: Scope, receive: Receive, send: Send, host: str) -> None:
        url = self._backend.page_url + scope["raw_path"].decode()
        status, headers, body = await self._ask(scope, receive, url, _PAGE_HEADERS)
        policy = content_security_policy(f"wss://{host}")
        headers.append(("content-security-policy", policy))
        await _respond(send, status, headers, body)

    async def _ask(
        self, scope: Scope, receive: Receive, url: str, passed_on: Set[str]
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        """The backend's answer, its body still encoded. 413 for too large a request, 502 without an
        answer."""
        try:
            content = await _body(receive)
        except _TooLarge:
            return 413, [], b""
        sent = {"accept-encoding": "identity"}
        for key, value in scope["headers"]:
            if (name := key.decode("latin-1").lower()) in passed_on:
                sent[name] = value.decode("latin-1")
        if _values(scope, b"origin"):
            sent["origin"] = self._backend.page_origin
        query = scope["query_string"].decode()
        try:
            async with self._client.stream(
                scope["method"], f"{url}?{query}" if query else url, headers=sent, content=content
            ) as answer:
                body = b"".join([part async for part in answer.aiter_raw()])
        except httpx2.HTTPError:
            return 502, [], b""
        headers = [
            (name, value)
            for name, value in answer.headers.items()
            if name not in _DROPPED and not name.startswith(_CORS)
        ]
        return answer.status_code, headers, body

    def _with_own_links(self, body: bytes, host: str) -> bytes:
        """The body with links to audio that other devices can reach."""
        return body.replace(
            f'"{self._backend.audio_url}'.encode(), f'"https://{host}/audio'.encode()
        )

    # --- WebSocket ----------------------------------------------------------------------------

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        [host] = _values(scope, b"host")
        await receive()  # websocket.connect
        try:
            async with self._opened(scope) as upstream:
                await send({"type": "websocket.accept"})
                await self._exchange(upstream, receive, send, host.lower())
        except (InvalidHandshake, OSError, TimeoutError):
            await send({"type": "websocket.close", "code": _REFUSED_BEFORE_OPEN})

    @contextlib.asynccontextmanager
    async def _opened(self, scope: Scope) -> AsyncIterator[ClientConnection]:
        origins = _values(scope, b"origin")
        url, query = self._backend.websocket_url, scope["query_string"].decode()
        async with connect(
            f"{url}?{query}",
            origin=Origin(self._backend.page_origin) if origins else None,
            compression=None,
            ping_interval=None,
            proxy=None,
        ) as upstream:
            yield upstream

    async def _exchange(
        self, upstream: ClientConnection, receive: Receive, send: Send, host: str
    ) -> None:
        """Passes messages both ways until one side closes, then closes the other."""
        upwards = asyncio.create_task(_pass_up(receive, upstream))
        downwards = asyncio.create_task(self._pass_down(upstream, send, host))
        both = {upwards, downwards}
        done, pending = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        await asyncio.gather(*both, return_exceptions=True)
        if upwards in done and upwards.exception() is None:  # the device has closed
            await upstream.close()
        else:
            await send({"type": "websocket.close", "code": _sendable(upstream.close_code)})

    async def _pass_down(self, upstream: ClientConnection, send: Send, host: str) -> None:
        async for message in upstream:
            data = message.encode() if isinstance(message, str) else message
            text = self._with_own_links(data, host).decode()
            await send({"type": "websocket.send", "text": text})


async def _pass_up(receive: Receive, upstream: ClientConnection) -> None:
    """Passes on what the device sends, until it closes. Raises ConnectionClosed."""
    while (message := await receive())["type"] == "websocket.receive":
        text = message.get("text")
        await upstream.send(text if text is not None else message["bytes"])


def _sendable(code: int | None) -> int:
    """The code for the device. 1005, 1006 and 1015 stand for a missing code and cannot be sent."""
    return _LOST if code in {None, 1005, 1006, 1015} else int(code or _LOST)


class _TooLarge(Exception):
    """The request has more than BODY_LIMIT_BYTES."""


async def _body(receive: Receive) -> bytes:
    body = bytearray()
    more = True
    while more:
        message: Message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > BODY_LIMIT_BYTES:
            raise _TooLarge
    return bytes(body)


def _values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]


async def _answer(
    send: Send, status: int, body: bytes = b"", content_type: str = "text/plain"
) -> None:
    await _respond(
        send, status, [("content-type", content_type), ("cache-control", "no-cache")], body
    )


async def _respond(
    send: Send, status: int, headers: Sequence[tuple[str, str]], body: bytes
) -> None:
    encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    encoded.append((b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})


async def _refuse_socket(receive: Receive, send: Send) -> None:
    """A close before accept, which the server turns into status 403."""
    await receive()
    await send({"type": "websocket.close", "code": _REFUSED_BEFORE_OPEN})
