"""What goes with the web app on one machine is what goes with it on AWS."""

import gzip
import json
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest

from infra import page
from infra.local import ports
from infra.local.page_server import PageServer

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
def test_every_answer_has_the_headers(url: str, path: str) -> None:
    _, headers = ask(url + path)
    services = ("ws://localhost:4566", "http://localhost:4566", "http://127.0.0.1:4566")
    expected = page.headers(*services)
    assert {name: headers[name] for name in expected} == expected


def test_the_app_is_told_where_the_service_is(url: str) -> None:
    config, _ = ask(f"{url}/config.json")
    assert json.loads(config) == page.config(WEBSOCKET_URL, HTTP_URL, ("en", "pt"))


def test_only_files_named_by_their_content_are_cached(url: str) -> None:
    assert ask(url)[1]["Cache-Control"] == "no-cache"
    assert ask(f"{url}/config.json")[1]["Cache-Control"] == "no-cache"
    cached = ask(f"{url}/assets/index-C0FFEE.js")[1]["Cache-Control"]
    assert cached == "public, max-age=31536000, immutable"


def test_text_is_compressed_where_the_browser_can(url: str) -> None:
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})  # noqa: S310
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        assert answer.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(answer.read()) == ask(url)[0]
