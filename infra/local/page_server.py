"""The HTTP server of the page and of config.json, which has the addresses of the service."""

import gzip
import json
import threading
from collections.abc import Mapping, Sequence
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import urlsplit

from infra.local.account import HOST
from infra.local.paths import REPOSITORY
from infra.web_app import SignIn, config_json, origin, security_headers

WEB_APP: Final = REPOSITORY / "web" / "dist"
COMPRESSED: Final = (".html", ".js", ".css", ".svg", ".webmanifest")
PLAIN_PAGE: Final = Path(__file__).parent / "page"


def page_url(port: int) -> str:
    return f"http://localhost:{port}"


class PageServer:
    """Serves the web app if it is built, else a plain page."""

    def __init__(
        self,
        port: int,
        websocket_url: str,
        http_url: str,
        languages: Sequence[str],
        web_app: Path = WEB_APP,
        public_url: str | None = None,
        sign_in: SignIn | None = None,
    ) -> None:
        """`public_url` is the address under which other devices reach the page."""
        config = json.dumps(config_json(websocket_url, http_url, languages, public_url, sign_in))
        built = (web_app / "index.html").exists()
        # Functions presign links with the emulator's IP address, not with its name.
        audio_url = f"http://{HOST}:{urlsplit(http_url).port}"
        services = [origin(url) for url in (websocket_url, http_url, audio_url)]
        services += sign_in.origins if sign_in else []
        handler = partial(
            _PageHandler,
            directory=str(web_app if built else PLAIN_PAGE),
            config=config.encode(),
            headers=security_headers(*services) if built else {},
        )
        self.url = page_url(port)
        self._server = _Server((HOST, port), handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignores errors of connections that a browser has closed."""


class _PageHandler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def __init__(
        self, *args: Any, config: bytes, headers: Mapping[str, str], **kwargs: Any
    ) -> None:
        self._config = config
        self._page_headers = headers
        super().__init__(*args, **kwargs)

    def parse_request(self) -> bool:
        """Refuses a Host of another machine (DNS rebinding). Redirects the IP address to localhost,
        because the service accepts that origin only."""
        if not super().parse_request():
            return False
        host, _, port = self.headers.get("Host", "").partition(":")
        if host == HOST:
            self.send_response(308)
            self.send_header("Location", f"http://localhost:{port}{self.path}")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif host != "localhost":
            self.send_error(421)
        return host == "localhost"

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/config.json":
            self._send_config()
        elif not self._send_compressed():
            super().do_GET()

    def _send_compressed(self) -> bool:
        """Sends a file compressed, as CloudFront does. False if it is sent as it is."""
        file = Path(self.translate_path(self.path))
        if file.is_dir() and self.path.partition("?")[0].endswith("/"):
            file /= "index.html"
        accepted = "gzip" in self.headers.get("Accept-Encoding", "")
        if not accepted or file.suffix not in COMPRESSED or not file.is_file():
            return False
        body = _compressed(file, file.stat().st_mtime_ns)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(file))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return True

    def end_headers(self) -> None:
        # Names under assets/ change with their content. As on AWS, they are kept for a year.
        kept = self.path.startswith("/assets/")
        self.send_header(
            "Cache-Control", "public, max-age=31536000, immutable" if kept else "no-cache"
        )
        for name, value in self._page_headers.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def _send_config(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(self._config)))
        self.end_headers()
        self.wfile.write(self._config)


@cache
def _compressed(file: Path, mtime_ns: int) -> bytes:  # noqa: ARG001
    return gzip.compress(file.read_bytes(), mtime=0)
