"""The page server sends the same configuration and headers as the site on AWS."""

import json
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

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


def test_no_response_is_cached(url: str) -> None:
    assert ask(url)[1]["Cache-Control"] == "no-store"
