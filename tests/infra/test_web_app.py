"""The page server sends the same configuration and headers as the site on AWS."""

import gzip
import http.client
import json
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from infra.local import ports
from infra.local.page_server import PageServer
from infra.web_app import config_json, security_headers

WEBSOCKET_URL = "ws://localhost:4566/_aws/execute-api/abc/live"
HTTP_URL = "http://localhost:4566/_aws/execute-api/def/$default"


@pytest.fixture
def url(web_app: Path) -> Iterator[str]:
    place = (WEBSOCKET_URL, HTTP_URL, ("en", "pt"))
    with PageServer(ports.any_free(), *place, web_app) as server:
        yield server.url


def ask(url: str) -> tuple[bytes, Message]:
    with urllib.request.urlopen(url) as answer:  # noqa: S310
        return answer.read(), answer.headers


@pytest.mark.parametrize("path", ["/", "/config.json", "/assets/index-C0FFEE.js"])
def test_every_response_has_the_security_headers(url: str, path: str) -> None:
    _, headers = ask(url + path)
    services = ("ws://localhost:4566", "http://localhost:4566", "http://127.0.0.1:4566")
    expected = security_headers(*services)
    assert {name: headers[name] for name in expected} == expected


def test_config_json_has_the_addresses_of_the_service(url: str) -> None:
    config, _ = ask(f"{url}/config.json")
    assert json.loads(config) == config_json(WEBSOCKET_URL, HTTP_URL, ("en", "pt"))


def test_only_files_named_by_their_content_are_cached(url: str) -> None:
    assert ask(url)[1]["Cache-Control"] == "no-cache"
    assert ask(f"{url}/config.json")[1]["Cache-Control"] == "no-cache"
    cached = ask(f"{url}/assets/index-C0FFEE.js")[1]["Cache-Control"]
    assert cached == "public, max-age=31536000, immutable"


def test_text_is_compressed_if_the_browser_accepts_it(url: str) -> None:
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})  # noqa: S310
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        assert answer.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(answer.read()) == ask(url)[0]


# --- DNS rebinding ------------------------------------------------------------------------------


def status(url: str, path: str, host: str) -> tuple[int, str | None]:
    """The status and Location of a request with another Host header."""
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(url).port, timeout=10)
    connection.request("GET", path, headers={"Host": host})
    answer = connection.getresponse()
    return answer.status, answer.headers["Location"]


def test_the_page_server_refuses_a_rebound_host(url: str) -> None:
    for host in ("evil.example", "evil.example:8080", "localhost.evil.example", ""):
        assert status(url, "/config.json", host)[0] == 421


def test_the_page_server_redirects_the_ip_address_to_localhost(url: str) -> None:
    port = urlsplit(url).port
    assert status(url, "/x?y", f"127.0.0.1:{port}") == (308, f"http://localhost:{port}/x?y")
