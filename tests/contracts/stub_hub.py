"""A web server on this machine that plays a model hub, with the troubles real ones have."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

Trouble = Callable[["_Handler", bytes], None]
"""A fault instead of a successful response; it gets the body that would have been sent."""


class StubHub:
    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        """The files by path, without the query."""
        self.troubles: defaultdict[str, deque[Trouble]] = defaultdict(deque)
        """The faults of the next responses by path; later responses succeed."""
        self.sent_bytes = 0
        self.over = threading.Event()
        """Set when the hub closes, so that nothing hangs on."""
        handler = type("Handler", (_Handler,), {"hub": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> StubHub:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    hub: StubHub

    def do_GET(self) -> None:
        path = self.path.partition("?")[0].lstrip("/")
        if path not in self.hub.files:
            self.send_error(404)
            return
        body = self.hub.files[path]
        if self.hub.troubles[path]:
            self.hub.troubles[path].popleft()(self, body)
        else:
            self.answer(body)

    def answer(self, body: bytes, sent: int | None = None) -> None:
        """The body, or the range asked for; `sent` bytes of it before the line drops."""
        start = int(self.headers.get("Range", "bytes=0-")[6:-1])
        if start and start >= len(body):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        piece = body[start:] if sent is None else body[start : start + sent]
        self.hub.sent_bytes += len(piece)
        self.wfile.write(piece)

    def log_message(self, *_: object) -> None:
        pass


def status(code: int) -> Trouble:
    return lambda handler, body: handler.send_error(code)


def cut_after(sent: int) -> Trouble:
    return lambda handler, body: handler.answer(body, sent)


def hang(handler: _Handler, body: bytes) -> None:
    handler.hub.over.wait(5)


def other_range(handler: _Handler, body: bytes) -> None:
    """A response with another range than requested."""
    handler.send_response(206)
    handler.send_header("Content-Range", f"bytes 1-{len(body) - 1}/{len(body)}")
    handler.send_header("Content-Length", str(len(body) - 1))
    handler.end_headers()
    handler.wfile.write(body[1:])


def whole(handler: _Handler, body: bytes) -> None:
    """All of it, whatever range was asked for."""
    del handler.headers["Range"]
    handler.answer(body)


def redirect_to(path: str) -> Trouble:
    def answer(handler: _Handler, body: bytes) -> None:
        handler.send_response(302)
        handler.send_header("Location", f"/{path}?signature=secret")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer
