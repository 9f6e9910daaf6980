"""Fetching from places in trouble."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import PackCorrupt, PackUnknown, PackUnreachable
from dragoman.models.sources.http import Http
from tests.contracts.stub_hub import (
    StubHub,
    Trouble,
    cut_after,
    hang,
    other_range,
    redirect_to,
    status,
    whole,
)

HTTP = Http(timeout_s=1, attempts=3, backoff_s=0.005, index_max_bytes=1000, file_max_bytes=9000)
BODY = bytes(range(251)) * 20


@pytest.fixture
def hub() -> Iterator[StubHub]:
    with StubHub() as hub:
        hub.files["model.bin"] = BODY
        yield hub


def _fetch(hub: StubHub, to: Path, size: int = len(BODY), http: Http = HTTP) -> bytes:
    http.download(f"{hub.url}/model.bin", to, size, lambda there: None)
    return to.read_bytes()


PASSING: list[list[Trouble]] = [
    [status(500)],
    [status(503), status(429)],
    [cut_after(0)],
    [cut_after(1000), status(502), cut_after(700)],
    [cut_after(1), cut_after(1), cut_after(1), cut_after(1), cut_after(1)],
    [cut_after(1000), other_range],
    [cut_after(1000), whole],
]


@pytest.mark.parametrize("troubles", PASSING)
@pytest.mark.parametrize("size", [len(BODY), 0], ids=["size known", "size unknown"])
def test_passing_troubles_are_overcome(
    hub: StubHub, tmp_path: Path, troubles: list[Trouble], size: int
) -> None:
    hub.troubles["model.bin"].extend(troubles)
    assert _fetch(hub, tmp_path / "model.bin", size) == BODY


@settings(max_examples=10, deadline=None)
@given(offset=st.integers(1, len(BODY) - 1))
def test_an_interrupted_download_resumes(offset: int) -> None:
    once = Http(timeout_s=1, attempts=1, backoff_s=0)
    with StubHub() as hub, tempfile.TemporaryDirectory() as folder:
        hub.files["model.bin"] = BODY
        hub.troubles["model.bin"].extend([cut_after(offset), status(500)])
        with pytest.raises(PackUnreachable):
            _fetch(hub, Path(folder) / "model.bin", http=once)
        assert _fetch(hub, Path(folder) / "model.bin", http=once) == BODY
        assert hub.sent_bytes == len(BODY)


def test_a_hub_that_stays_broken_is_unreachable(hub: StubHub, tmp_path: Path) -> None:
    hub.troubles["model.bin"].extend([status(500)] * 9)
    with pytest.raises(PackUnreachable, match=r"model\.bin returned 500 after 3 attempts"):
        _fetch(hub, tmp_path / "model.bin")


def test_a_hub_that_hangs_is_unreachable(hub: StubHub, tmp_path: Path) -> None:
    hub.troubles["model.bin"].extend([hang, hang])
    with pytest.raises(PackUnreachable, match="ReadTimeout"):
        _fetch(hub, tmp_path / "model.bin", http=Http(timeout_s=0.1, attempts=2, backoff_s=0))


def test_a_closed_port_is_unreachable(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/model.bin"
        with pytest.raises(PackUnreachable, match="ConnectError"):
            HTTP.download(url, tmp_path / "model.bin", 0, lambda there: None)


def test_a_refusal_is_not_retried(hub: StubHub, tmp_path: Path) -> None:
    hub.troubles["model.bin"].append(status(403))
    with pytest.raises(PackUnreachable, match="403"):
        _fetch(hub, tmp_path / "model.bin")


def test_a_missing_file_is_unknown(hub: StubHub, tmp_path: Path) -> None:
    with pytest.raises(PackUnknown, match="404"):
        HTTP.download(f"{hub.url}/other", tmp_path / "x", 0, lambda there: None)


@pytest.mark.parametrize("size", [len(BODY) - 1, 0])
def test_more_bytes_than_promised_are_refused(hub: StubHub, tmp_path: Path, size: int) -> None:
    hub.files["model.bin"] = BODY * 2
    with pytest.raises(PackCorrupt, match="more than"):
        _fetch(hub, tmp_path / "model.bin", size)


def test_redirects_are_followed_and_their_signatures_kept_secret(
    hub: StubHub, tmp_path: Path
) -> None:
    hub.files["cdn/model.bin"] = BODY
    hub.troubles["model.bin"].append(redirect_to("cdn/model.bin"))
    assert _fetch(hub, tmp_path / "model.bin") == BODY
    with pytest.raises(PackUnknown) as caught:
        HTTP.download(f"{hub.url}/gone?signature=secret", tmp_path / "x", 0, lambda there: None)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("body", [b"<html>log in first</html>", b"", b"\xff\xfe", b"0" * 2000])
def test_an_invalid_index_is_unreachable(hub: StubHub, body: bytes) -> None:
    hub.files["index.json"] = body
    with pytest.raises(PackUnreachable):
        HTTP.json(f"{hub.url}/index.json")


def test_an_index_survives_passing_troubles(hub: StubHub) -> None:
    hub.files["index.json"] = b'{"a": 1}'
    hub.troubles["index.json"].extend([status(500), cut_after(3)])
    assert HTTP.json(f"{hub.url}/index.json") == {"a": 1}


def test_a_file_that_became_shorter_is_downloaded_again(hub: StubHub, tmp_path: Path) -> None:
    (tmp_path / "model.bin.part").write_bytes(bytes(len(BODY) + 5))
    with pytest.raises(PackUnreachable, match="416"):
        _fetch(hub, tmp_path / "model.bin", 0, Http(timeout_s=1, attempts=1, backoff_s=0))
    assert _fetch(hub, tmp_path / "model.bin", 0) == BODY
