"""A server on this machine that plays the services moto does not: @connections and Step Functions.
It also plays any service having trouble."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote


@dataclass
class StubAws:
    url: str = ""
    posted: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """The messages sent to each connection."""
    closed: list[str] = field(default_factory=list)
    """The connections that were closed."""
    executions: list[dict[str, Any]] = field(default_factory=list)
    """Every StartExecution."""
    invocations: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """Every Lambda function invoked, with its payload."""
    trouble: tuple[int, str] | None = None
    """Status and code of the error that answers everything."""

    @classmethod
    @contextmanager
    def serving(cls) -> Iterator[StubAws]:
        aws = cls()
        server = ThreadingHTTPServer(("127.0.0.1", 0), lambda *a: _Handler(aws, *a))
        server.daemon_threads = True
        aws.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield aws
        finally:
            server.shutdown()
            server.server_close()

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, dict[str, Any]]:
        parts = unquote(path).split("?")[0].strip("/").split("/")
        if method == "DELETE":
            self.closed.append(parts[-1])
            return 204, {}
        if "@connections" in parts:
            self.posted.setdefault(parts[-1], []).append(json.loads(body))
            return 200, {}
        if "functions" in parts:
            self.invocations.append((parts[parts.index("functions") + 1], json.loads(body)))
            return 202, {}
        self.executions.append(json.loads(body))
        return 200, {"executionArn": "arn:aws:states:::express:x", "startDate": 1_700_000_000}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, aws: StubAws, *rest: Any) -> None:
        self._aws = aws
        super().__init__(*rest)

    def _json(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self._aws.trouble:
            status, code = self._aws.trouble
            self._send(status, json.dumps({"__type": code}), code)
        else:
            status, answer = self._aws.answer(self.command, self.path, body)
            self._send(status, json.dumps(answer))

    do_POST = do_DELETE = _json

    def _s3(self) -> None:
        """S3 gives its errors as XML."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, code = self._aws.trouble or (500, "InternalError")
        self._send(status, f"<Error><Code>{code}</Code></Error>", code)

    do_GET = do_PUT = _s3

    def _send(self, status: int, body: str, code: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if code:
            self.send_header("x-amzn-ErrorType", code)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: Any) -> None:
        """Quiet."""
