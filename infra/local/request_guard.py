"""Protection of the emulator from web pages in the user's browser.

A page of any origin can send requests to localhost, and by DNS rebinding even read the answers.
MiniStack lets it: it takes every Host, Origin and credential, and answers
`Access-Control-Allow-Origin: *`. This ASGI middleware refuses

- a Host other than this machine's names, which stops DNS rebinding,
- an Origin other than that of our page, on HTTP requests and WebSocket handshakes,
- a request without a valid signature, except to the HTTP API and the sockets, whose functions check
  tickets and tokens themselves.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from infra.emulator_ids import HTTP_API_ID
from infra.local.account import HOST
from infra.local.asgi import Application, Message, Receive, Scope, Send
from infra.local.request_signatures import FORM, is_signed, is_signed_form

HOSTS: Final = frozenset({"localhost", HOST})
"""Accepted host names. The port is not compared: it may be that of a proxy on this machine."""
SOCKETS: Final = "/_aws/execute-api/"
HTTP_API: Final = f"/_aws/execute-api/{HTTP_API_ID}/"
CONNECTIONS: Final = "@connections"
"""A part of the path by which functions post to sockets."""
REFUSAL: Final = json.dumps({"message": "Forbidden"}).encode()


class RequestGuard:
    """Middleware that refuses foreign requests with 403 and passes all others on."""

    def __init__(self, app: Application, *, page_origin: str, secret_key: str) -> None:
        self._app = app
        self._page_origin = page_origin
        self._secret_key = secret_key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            allowed = self._is_own(scope) and scope["path"].startswith(SOCKETS)
            await (self._app(scope, receive, send) if allowed else _refuse_socket(receive, send))
        elif scope["type"] == "http":
            await self._guard_http(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _guard_http(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._is_own(scope):
            await _refuse(send)
        elif _is_public(scope) or _is_preflight(scope):
            await self._app(scope, receive, self._with_cors(scope, send))
        else:
            body = await _read(receive)
            if await self._is_signed(scope, body):
                await self._app(scope, _replay(body, receive), self._with_cors(scope, send))
            else:  # our page must see the status of an expired link, as S3 lets it
                await _refuse(send, self._page_origin if _values(scope, b"origin") else None)

    def _is_own(self, scope: Scope) -> bool:
        """Whether every Host is this machine and every Origin is that of our page."""
        hosts = [_host_name(value) for value in _values(scope, b"host")]
        origins = _values(scope, b"origin")
        return (
            bool(hosts)
            and HOSTS.issuperset(hosts)
            and all(origin == self._page_origin for origin in origins)
        )

    async def _is_signed(self, scope: Scope, body: bytes) -> bool:
        headers = _joined(scope)
        presigned = b"X-Amz-Signature=" in scope["query_string"]
        form = scope["method"] == "POST" and headers.get("content-type", "").startswith(FORM)
        if (form or presigned) and _names_a_service(headers, form=form, scope=scope):
            return False
        if form:
            return await is_signed_form(scope, _replay(body), self._secret_key)
        return is_signed(scope, headers, body, self._secret_key)

    def _with_cors(self, scope: Scope, send: Send) -> Send:
        """Names our page's origin where MiniStack would allow every origin to read the answer."""

        async def send_with_cors(message: Message) -> None:
            if message["type"] == "http.response.start":
                asked = bool(_values(scope, b"origin"))
                message = {**message, "headers": self._restrict(message["headers"], asked)}
            await send(message)

        return send_with_cors

    def _restrict(self, headers: Any, asked: bool) -> list[tuple[bytes, bytes]]:
        allow = b"access-control-allow-origin"
        wildcard = any(name.lower() == allow and value == b"*" for name, value in headers)
        kept = [(name, value) for name, value in headers if name.lower() != allow or value != b"*"]
        if wildcard and asked:
            kept += [(allow, self._page_origin.encode()), (b"vary", b"Origin")]
        return kept


def _names_a_service(headers: Mapping[str, str], *, form: bool, scope: Scope) -> bool:
    """Whether a link or an upload form, which are signed for S3, would reach another service: MiniStack
    routes by headers, the query and the path, of which the signature covers a part."""
    if "x-amz-target" in headers or "authorization" in headers:
        return True
    bucket, _, rest = scope["path"].strip("/").partition("/")
    return form and bool(scope["query_string"] or rest or bucket.startswith("_"))


def _is_public(scope: Scope) -> bool:
    path = scope["path"]
    return path.startswith(HTTP_API) and CONNECTIONS not in path


def _is_preflight(scope: Scope) -> bool:
    """Whether it is a CORS preflight, which browsers never sign."""
    return scope["method"] == "OPTIONS" and bool(_values(scope, b"access-control-request-method"))


def _values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]


def _joined(scope: Scope) -> Mapping[str, str]:
    """The headers by lower-case name; repeated ones are joined, as a signature counts them."""
    joined: dict[str, str] = {}
    for key, value in scope["headers"]:
        name, text = key.decode("latin-1").lower(), value.decode("latin-1")
        joined[name] = f"{joined[name]},{text}" if name in joined else text
    return joined


def _host_name(host: str) -> str:
    return host.partition(":")[0].lower()


async def _read(receive: Receive) -> bytes:
    parts = []
    more = True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


def _replay(body: bytes, then: Receive | None = None) -> Receive:
    """Delivers a body that was read already, and after it what `then` receives."""
    read = False

    async def receive() -> Message:
        nonlocal read
        if read and then:
            return await then()
        read = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def _refuse(send: Send, readable_by: str | None = None) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(REFUSAL))]
    if readable_by:
        headers.append((b"access-control-allow-origin", readable_by.encode()))
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": REFUSAL})


async def _refuse_socket(receive: Receive, send: Send) -> None:
    """A close before accept, which the server turns into status 403."""
    await receive()
    await send({"type": "websocket.close", "code": 1008})
