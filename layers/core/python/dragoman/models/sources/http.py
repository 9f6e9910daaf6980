"""Fetching over HTTP from places that may be slow, down, or cut off halfway."""

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


class _PassingError(Exception):
    """A failure worth another attempt, after so many seconds where the server says so."""

    def __init__(self, message: str, retry_after_s: float = 0.0) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


def _check_scheme(request: httpx2.Request) -> None:
    """Runs before every request, redirects included. Raises PackUnreachable for plain HTTP to
    another machine."""
    if request.url.scheme != "https" and request.url.host not in LOOPBACK:
        raise PackUnreachable(f"{_plain(str(request.url))} is not HTTPS")


def _retry_after_s(answer: httpx2.Response) -> float:
    try:
        seconds = float(answer.headers.get("Retry-After", 0))
    except ValueError:  # a date
        return 0.0
    return min(max(0.0, seconds), RETRY_AFTER_LIMIT_S)


@dataclass(frozen=True)
class Http:
    timeout_s: float = 20.0
    """For connecting, and for every wait between two pieces of an answer."""
    attempts: int = 5
    """In a row without a new byte, before giving up."""
    backoff_s: float = 0.5
    """Before the second attempt; doubled before each further one."""
    index_max_bytes: int = 32 << 20
    file_max_bytes: int = 8 << 30
    """Of a file whose size no index tells."""

    def json(self, url: str) -> Any:
        """An index. Raises PackUnknown when there is none, PackUnreachable."""
        body = bytearray()

        def attempt() -> None:
            body.clear()
            with self._answer(url) as answer:
                for chunk in answer.iter_raw():
                    body.extend(chunk)
                    if len(body) > self.index_max_bytes:
                        raise PackUnreachable(f"{_plain(url)} sends more than an index")

        self._persevere(attempt, lambda: 0)
        try:
            return json.loads(body)
        except ValueError as error:
            raise PackUnreachable(f"{_plain(url)} answers with something else") from error

    def download(
        self, url: str, to: Path, size_bytes: int, progress: Callable[[int], None]
    ) -> None:
        """Write a file, going on where an earlier attempt stopped, in this process or another.
        size_bytes is 0 where nobody tells it. Raises PackUnknown, PackUnreachable, PackCorrupt."""
        if to.exists():
            return
        if size_bytes > self.file_max_bytes:
            raise PackCorrupt(f"{_plain(url)} has more than {self.file_max_bytes} bytes")
        part = to.with_name(f"{to.name}.part")
        part.parent.mkdir(parents=True, exist_ok=True)
        part.touch()

        def attempt() -> None:
            self._go_on(url, part, size_bytes, progress)

        self._persevere(attempt, lambda: part.stat().st_size)
        part.rename(to)

    def _go_on(
        self, url: str, part: Path, size_bytes: int, progress: Callable[[int], None]
    ) -> None:
        there = part.stat().st_size
        if size_bytes and there == size_bytes:
            return
        if size_bytes and there > size_bytes:  # of another version
            part.write_bytes(b"")
            there = 0
        cap = size_bytes or self.file_max_bytes
        headers = {"Range": f"bytes={there}-"} if there else {}
        with self._answer(url, headers) as answer:
            if answer.status_code == 416:
                part.write_bytes(b"")
                raise _PassingError(f"{_plain(url)} answers 416, it has become shorter")
            if answer.status_code != 206:
                there = 0
            elif not answer.headers.get("Content-Range", "").startswith(f"bytes {there}-"):
                part.write_bytes(b"")
                raise _PassingError(f"{_plain(url)} sends another part than was asked for")
            with part.open("ab" if there else "wb") as out:
                # As the bytes come: what waits for a chunk to fill is lost when the line drops.
                for chunk in answer.iter_raw():
                    there += len(chunk)
                    if there > cap:
                        raise PackCorrupt(f"{_plain(url)} sends more than {cap} bytes")
                    out.write(chunk)
                    progress(there)
        if size_bytes and there < size_bytes:
            raise _PassingError(f"{_plain(url)} stops after {there} of {size_bytes} bytes")

    @contextmanager
    def _answer(self, url: str, headers: dict[str, str] | None = None) -> Iterator[httpx2.Response]:
        """A good answer, its body yet unread. Its bytes are wanted as they are, uncompressed."""
        try:
            with (
                httpx2.Client(
                    timeout=self.timeout_s,
                    follow_redirects=True,
                    event_hooks={"request": [_check_scheme]},
                ) as client,
                client.stream(
                    "GET", url, headers={"Accept-Encoding": "identity", **(headers or {})}
                ) as answer,
            ):
                status = answer.status_code
                if status in (408, 429) or status >= 500:
                    raise _PassingError(f"{_plain(url)} answers {status}", _retry_after_s(answer))
                if status in (
                    401,
                    404,
                    410,
                ):  # hubs answer 401 for a repository that does not exist
                    raise PackUnknown(f"{_plain(url)} is not there ({status})")
                if status not in (200, 206, 416):
                    raise PackUnreachable(f"{_plain(url)} answers {status}")
                yield answer
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol, httpx2.TooManyRedirects) as error:
            raise PackUnreachable(f"{_plain(url)} is not the address of a file") from error
        except httpx2.RequestError as error:
            raise _PassingError(f"{_plain(url)}: {type(error).__name__}") from error

    def _persevere(self, attempt: Callable[[], None], bytes_there: Callable[[], int]) -> None:
        """Attempts until one succeeds, or none of the last few brought anything new."""
        fruitless = 0
        while True:
            before = bytes_there()
            try:
                return attempt()
            except _PassingError as error:
                fruitless = 0 if bytes_there() > before else fruitless + 1
                if fruitless >= self.attempts:
                    raise PackUnreachable(f"{error}, tried {fruitless} times") from error
                delay_s = max(error.retry_after_s, self.backoff_s * 2 ** max(fruitless - 1, 0))
            time.sleep(delay_s)


def download_files(pack: Pack, into: Path, progress: Progress, http: Http) -> None:
    """Every file of a described pack, each from the URL that is its only part."""
    done = 0
    for file in pack.files:

        def advance(there: int, done: int = done) -> None:
            progress(done + there, pack.size_bytes)

        http.download(file.parts[0], into / file.path, file.size_bytes, advance)
        done += file.size_bytes
        progress(done, pack.size_bytes)


def _plain(url: str) -> str:
    """Without the query, which may hold a signature."""
    return url.partition("?")[0]
