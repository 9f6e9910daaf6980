"""The address of a service, and how to find it."""

import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode

import httpx2
import platformdirs

from dragoman.errors import NotAdmitted

DEFAULT_URL = "http://localhost:8080"
TIMEOUT_S = 5.0
PROBLEM = "application/problem+json"
_NOT_ADMITTED = {401, 403}
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")
"""A bearer token (RFC 6750)."""


class Unreachable(Exception):
    """The service does not respond, or stopped responding."""


class Refused(Exception):
    """The service refused a request; `event` is the data of its `error`."""

    def __init__(self, event: dict[str, Any]) -> None:
        super().__init__(event["message"])
        self.event = event


def refusal(problem: httpx2.Response) -> Refused:
    """The refusal in a problem document of the HTTP API."""
    data = problem.json()
    return Refused(data | {"message": data["title"]})


def _not_admitted() -> Refused:
    error = NotAdmitted()
    return Refused({"code": error.code, "message": str(error), "retryable": error.retryable})


@dataclass(frozen=True)
class Service:
    websocket_url: str
    tickets_url: str | None = None
    """The URL of the ticket endpoint; None if the WebSocket address has its own ticket."""
    http_url: str | None = None
    """The HTTP API; None when the WebSocket address carries its own ticket."""
    session: str = field(default_factory=lambda: token_urlsafe(32), repr=False)
    """The secret of a guest: all connections with it belong to one owner. Keep it to read earlier
    messages."""
    token: str | None = field(default=None, repr=False)
    """The access token of a user, where the deployment has a user pool."""

    @property
    def authorization(self) -> dict[str, str]:
        """The header of requests to the HTTP API."""
        return {"Authorization": f"Bearer {self.token or self.session}"}

    async def socket_url(self) -> str:
        """The address for the next connection, with a new ticket. Raises Refused when the token is not
        accepted, and Unreachable."""
        if self.tickets_url is None:
            return self.websocket_url
        if self.token is not None and not _TOKEN.fullmatch(self.token):
            raise _not_admitted()
        guest = {"session": self.session} if self.token is None else None
        headers = self.authorization if self.token else {}
        try:
            async with httpx2.AsyncClient(timeout=TIMEOUT_S) as http:
                reply = await http.post(self.tickets_url, headers=headers, json=guest)
            if reply.status_code in _NOT_ADMITTED:
                raise _not_admitted()
            reply.raise_for_status()
            ticket = str(reply.json()["ticket"])
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError, KeyError) as error:
            raise Unreachable(f"{self.tickets_url} does not issue a ticket.") from error
        return f"{self.websocket_url}?{urlencode({'ticket': ticket})}"


def running_file() -> Path:
    """The file in which a service on this machine notes its address while it runs."""
    return Path(platformdirs.user_state_dir("dragoman")) / "running.json"


def address(given: str | None) -> str:
    """The given address, or that of the service that runs on this machine."""
    if found := given or os.environ.get("DRAGOMAN_URL"):
        return found
    try:
        return str(json.loads(running_file().read_text())["url"])
    except (OSError, ValueError, KeyError):
        return DEFAULT_URL


def running_logs() -> Path | None:
    """The log folder of the service on this machine; None when none runs."""
    try:
        logs = Path(str(json.loads(running_file().read_text())["logs"]))
    except (OSError, ValueError, KeyError):
        return None
    return logs if logs.is_dir() else None


def find(url: str) -> Service:
    """The service at the address of its page, or of a WebSocket that carries a ticket (`?ticket=`).
    Raises Unreachable."""
    if url.startswith(("ws://", "wss://")):
        return Service(url)
    try:
        reply = httpx2.get(f"{url.rstrip('/')}/config.json", timeout=TIMEOUT_S)
        reply.raise_for_status()
        config = reply.json()
        return Service(
            str(config["websocket_url"]), config.get("tickets_url"), config.get("http_url")
        )
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError, KeyError, TypeError) as error:
        raise Unreachable(
            f"No Dragoman service responds at {url}. `make run` starts one."
        ) from error
