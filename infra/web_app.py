"""The web app's configuration file and response headers, the same on AWS and on one machine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

PERMISSIONS_POLICY: Final = "microphone=(self), camera=(), geolocation=()"
REFERRER_POLICY: Final = "no-referrer"


@dataclass(frozen=True)
class SignIn:
    """Where the app's users sign in."""

    issuer: str
    """The URL of the OpenID provider."""
    client_id: str
    origins: Sequence[str]
    """The origins that the app contacts: those of the issuer and of its token endpoint."""


def config_json(
    websocket_url: str,
    http_url: str,
    languages: Sequence[str],
    page_url: str | None = None,
    sign_in: SignIn | None = None,
) -> dict[str, Any]:
    """The content of config.json, from which the app learns where the service is.

    `page_url` is the app's address for other devices, where it differs from the page's own.
    """
    config: dict[str, Any] = {
        "websocket_url": websocket_url,
        "http_url": http_url,
        "tickets_url": f"{http_url}/v1/tickets",
        "languages": list(languages),
    }
    if page_url is not None:
        config["page_url"] = page_url
    if sign_in:
        config["sign_in"] = {"issuer": sign_in.issuer, "client_id": sign_in.client_id}
    return config


def content_security_policy(*services: str) -> str:
    """The Content-Security-Policy header.

    Everything is loaded from the app's own origin; connections go there and to the origins in
    `services`. WebAssembly is allowed for voice activity detection; no other code is evaluated.
    """
    connections = " ".join(["'self'", *services])
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "script-src 'self'; style-src 'self'; font-src 'self'; "
        f"img-src 'self'; manifest-src 'self'; worker-src 'self'; connect-src {connections}"
    )


def security_headers(*services: str) -> Mapping[str, str]:
    """The headers of every response, except Strict-Transport-Security: it needs a certificate."""
    return {
        "Content-Security-Policy": content_security_policy(*services),
        "Permissions-Policy": PERMISSIONS_POLICY,
        "Referrer-Policy": REFERRER_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }


def origin(url: str) -> str:
    """The origin of a URL, such as https://host:port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
