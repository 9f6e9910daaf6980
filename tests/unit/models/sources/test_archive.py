"""Archives from elsewhere may be built to harm."""

from __future__ import annotations

import stat
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import PackCorrupt
from dragoman.models.sources.archive import unpack


def _archive(folder: Path, *names: str, data: bytes = b"x" * 1000) -> Path:
    path = folder / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, data)
    return path


def _files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_the_top_folder_is_dropped(tmp_path: Path) -> None:
    unpack(_archive(tmp_path, "en_es/a", "en_es/model/b"), tmp_path / "out")
    assert _files(tmp_path / "out") == {"a", "model/b"}


@pytest.mark.parametrize(
    "name",
    [
        "../a",
        "en/../../a",
        "/etc/a",
        "en//etc/a",
        "en/..",
        "en\\..\\a/b\\c",
        "en/C:/a",
        "a",
        "en/pack.json",
    ],
)
def test_an_entry_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(PackCorrupt):
        unpack(_archive(tmp_path, name), tmp_path / "out")
    assert _files(tmp_path) == {"a.zip"}


def test_a_link_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("en/link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(PackCorrupt):
        unpack(tmp_path / "a.zip", tmp_path / "out")


def test_a_bomb_is_stopped(tmp_path: Path) -> None:
    bomb = _archive(tmp_path, "en/a", "en/b", data=bytes(3_000_000))
    with pytest.raises(PackCorrupt):
        unpack(bomb, tmp_path / "out", max_bytes=4_000_000)


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PackCorrupt):
        unpack(_archive(tmp_path, *(f"en/{i}" for i in range(9))), tmp_path / "out", max_entries=8)


@settings(max_examples=200, deadline=None)
@given(at=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_a_damaged_archive_unpacks_right_or_not_at_all(at: float, flip: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = bytes(range(256)) * 8
        archive = _archive(folder, "en/a", data=data)
        damaged = bytearray(archive.read_bytes())
        damaged[int(at * len(damaged))] ^= flip
        archive.write_bytes(damaged)
        try:
            unpack(archive, folder / "out")
        except PackCorrupt:
            return
        assert all((folder / "out" / file).read_bytes() == data for file in _files(folder / "out"))
