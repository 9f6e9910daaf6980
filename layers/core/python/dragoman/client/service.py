"""Finding the service to talk to."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

import httpx2
import platformdirs

DEFAULT_URL = "http://localhost:8080"
TIMEOUT_S = 5.0


class Unreachable(Exception):
    """The service does not answer, or left in the middle."""


@dataclass(frozen=True)
class Service:
    websocket_url: str


def running_file() -> Path:
    """Where a service on this machine notes its address while it runs."""
    return Path(platformdirs.user_state_dir("dragoman")) / "running.json"


def address(given: str | None) -> str:
    """The address asked for, or of the service running on this machine."""
    if found := given or os.environ.get("DRAGOMAN_URL"):
        return found
    try:
        return str(json.loads(running_file().read_text())["url"])
    except (OSError, ValueError, KeyError):
        return DEFAULT_URL


def find(url: str) -> Service:
    """The service behind an address: its page's, or a WebSocket's own. Raises Unreachable."""
    if url.startswith(("ws://", "wss://")):
        return Service(url)
    try:
        reply = httpx2.get(f"{url.rstrip('/')}/config.json", timeout=TIMEOUT_S)
        reply.raise_for_status()
        return Service(str(reply.json()["websocket_url"]))
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError, KeyError, TypeError) as error:
        raise Unreachable(f"No Dragoman answers at {url}. `make run` starts one.") from error
