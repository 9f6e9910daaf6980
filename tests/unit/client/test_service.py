"""The address of a service, and the right to connect to it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from dragoman.client import Refused, Service

WEBSOCKET = "wss://dragoman.example"


class Gateway(BaseHTTPRequestHandler):
    """Refuses every token, as the authorizer of API Gateway does."""

    def do_POST(self) -> None:
        body = b'{"message":"Unauthorized"}'
        self.send_response(401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def gateway() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Gateway) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}/v1/tickets"
        server.shutdown()
        serving.join()


@pytest.mark.parametrize("token", ["", "a token", "one\r\nX-Evil: two", "ключ", "eyJ.eyJ.c2ln"])
def test_a_malformed_or_foreign_token_is_refused(gateway: str, token: str) -> None:
    service = Service(WEBSOCKET, gateway, token=token)
    with pytest.raises(Refused) as refusal:
        asyncio.run(service.socket_url())
    assert refusal.value.event["code"] == "not_admitted"
