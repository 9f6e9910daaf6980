"""Downloads over HTTPS with timeouts, retries and resumption."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from dragoman.errors import PackCorrupt, PackUnknown, PackUnreachable
from dragoman.models.packs import Pack
from dragoman.models.sources.source import Progress

LOOPBACK = ("127.0.0.1", "::1", "localhost")
RETRY_AFTER_LIMIT_S = 300.0


class _TransientError(Exception):
    """A failure after which a retry is useful, in `retry_after_s` if the server sends it."""

    def __init__(self, message: str, retry_after_s: float = 0.0) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


def _check_scheme(request: httpx2.Request) -> None:
    """Runs before every request, redirects included. Raises PackUnreachable for plain HTTP to
    another machine."""
    if request.url.scheme != "https" and request.url.host not in LOOPBACK:
        raise PackUnreachable(f"{_without_query(str(request.url))} is not HTTPS")


def _retry_after_s(response: httpx2.Response) -> float:
    try:
        seconds = float(response.headers.get("Retry-After", 0))
    except ValueError:  # a date
        return 0.0
    return min(max(0.0, seconds), RETRY_AFTER_LIMIT_S)


@dataclass(frozen=True)
class Http:
    timeout_s: float = 20.0
    """The timeout for the connection and for each read."""
    attempts: int = 5
    """Consecutive attempts without a new byte before the download fails."""
    backoff_s: float = 0.5
    """The delay before the second attempt; it doubles for each further one."""
    index_max_bytes: int = 32 << 20
    file_max_bytes: int = 8 << 30
    """The limit for a file of unknown size."""

    def json(self, url: str) -> Any:
        """A JSON document. Raises PackUnknown if it does not exist, PackUnreachable."""
        body = bytearray()

        def attempt() -> None:
            body.clear()
            with self._get(url) as response:
                for chunk in response.iter_raw():
                    body.extend(chunk)
                    if len(body) > self.index_max_bytes:
                        raise PackUnreachable(
                            f"{_without_query(url)} exceeds the size limit of an index"
                        )

        self._retry(attempt, lambda: 0)
        try:
            return json.loads(body)
        except ValueError as error:
            raise PackUnreachable(f"{_without_query(url)} is not JSON") from error

    def download(
        self, url: str, to: Path, size_bytes: int, progress: Callable[[int], None]
    ) -> None:
        """Downloads a file, continuing an earlier attempt of this or another process.
        `size_bytes` is 0 if unknown. Raises PackUnknown, PackUnreachable, PackCorrupt."""
        if to.exists():
            return
        if size_bytes > self.file_max_bytes:
            raise PackCorrupt(f"{_without_query(url)} has more than {self.file_max_bytes} bytes")
        part = to.with_name(f"{to.name}.part")
        part.parent.mkdir(parents=True, exist_ok=True)
        part.touch()

        def attempt() -> None:
            self._resume(url, part, size_bytes, progress)

        self._retry(attempt, lambda: part.stat().st_size)
        part.rename(to)

    def _resume(
        self, url: str, part: Path, size_bytes: int, progress: Callable[[int], None]
    ) -> None:
        received = part.stat().st_size
        if size_bytes and received == size_bytes:
            return
        if size_bytes and received > size_bytes:  # of another version
            part.write_bytes(b"")
            received = 0
        cap = size_bytes or self.file_max_bytes
        headers = {"Range": f"bytes={received}-"} if received else {}
        with self._get(url, headers) as response:
            if response.status_code == 416:
                part.write_bytes(b"")
                raise _TransientError(
                    f"{_without_query(url)} returned 416: the file has become shorter"
                )
            if response.status_code != 206:
                received = 0
            elif not response.headers.get("Content-Range", "").startswith(f"bytes {received}-"):
                part.write_bytes(b"")
                raise _TransientError(
                    f"{_without_query(url)} returned another range than requested"
                )
            with part.open("ab" if received else "wb") as out:
                # Raw chunks are written at once, so that none is lost when the connection drops.
                for chunk in response.iter_raw():
                    received += len(chunk)
                    if received > cap:
                        raise PackCorrupt(f"{_without_query(url)} sends more than {cap} bytes")
                    out.write(chunk)
                    progress(received)
        if size_bytes and received < size_bytes:
            raise _TransientError(
                f"{_without_query(url)} ended after {received} of {size_bytes} bytes"
            )

    @contextmanager
    def _get(self, url: str, headers: dict[str, str] | None = None) -> Iterator[httpx2.Response]:
        """A successful response with its body unread, requested without compression."""
        try:
            with (
                httpx2.Client(
                    timeout=self.timeout_s,
                    follow_redirects=True,
                    event_hooks={"request": [_check_scheme]},
                ) as client,
                client.stream(
                    "GET", url, headers={"Accept-Encoding": "identity", **(headers or {})}
                ) as response,
            ):
                status = response.status_code
                if status in (408, 429) or status >= 500:
                    raise _TransientError(
                        f"{_without_query(url)} returned {status}", _retry_after_s(response)
                    )
                if status in (
                    401,
                    404,
                    410,
                ):  # hubs answer 401 for a repository that does not exist
                    raise PackUnknown(f"{_without_query(url)} does not exist ({status})")
                if status not in (200, 206, 416):
                    raise PackUnreachable(f"{_without_query(url)} returned {status}")
                yield response
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol, httpx2.TooManyRedirects) as error:
            raise PackUnreachable(f"{_without_query(url)} is not the URL of a file") from error
        except httpx2.RequestError as error:
            raise _TransientError(f"{_without_query(url)}: {type(error).__name__}") from error

    def _retry(self, attempt: Callable[[], None], received: Callable[[], int]) -> None:
        """Retries until an attempt succeeds, or the last few received nothing new."""
        failures = 0
        while True:
            before = received()
            try:
                return attempt()
            except _TransientError as error:
                failures = 0 if received() > before else failures + 1
                if failures >= self.attempts:
                    raise PackUnreachable(f"{error} after {failures} attempts") from error
                delay_s = max(error.retry_after_s, self.backoff_s * 2 ** max(failures - 1, 0))
            time.sleep(delay_s)


def download_files(pack: Pack, into: Path, progress: Progress, http: Http) -> None:
    """Downloads every file of a described pack; each has one part, its URL."""
    done = 0
    for file in pack.files:

        def advance(received: int, done: int = done) -> None:
            progress(done + received, pack.size_bytes)

        http.download(file.parts[0], into / file.path, file.size_bytes, advance)
        done += file.size_bytes
        progress(done, pack.size_bytes)


def _without_query(url: str) -> str:
    """The URL without its query, which may contain a signature."""
    return url.partition("?")[0]
