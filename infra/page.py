"""What goes with the web app wherever it is served: its configuration, and its headers."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

PERMISSIONS: Final = "microphone=(self), camera=(), geolocation=()"
REFERRER: Final = "no-referrer"


def config(websocket_url: str, http_url: str, languages: Sequence[str]) -> dict[str, Any]:
    """Of config.json, by which the app finds the service."""
    return {
        "websocket_url": websocket_url,
        "http_url": http_url,
        "tickets_url": f"{http_url}/v1/tickets",
        "languages": list(languages),
    }


def policy(*services: str) -> str:
    """The Content-Security-Policy: everything from the app's own origin, and connections to these
    origins alone."""
    reached = " ".join(["'self'", *services])
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "script-src 'self'; style-src 'self'; font-src 'self'; "
        f"img-src 'self'; manifest-src 'self'; worker-src 'self'; connect-src {reached}"
    )


def headers(*services: str) -> Mapping[str, str]:
    """Of every answer. Strict-Transport-Security is for whoever has a certificate."""
    return {
        "Content-Security-Policy": policy(*services),
        "Permissions-Policy": PERMISSIONS,
        "Referrer-Policy": REFERRER,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }


def origin(url: str) -> str:
    """https://host:port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
