"""Nothing leaves the store that is not what was published."""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import PackCorrupt, PackMissing
from dragoman.models.packs import Pack, PackFile
from dragoman.models.store import PackStore

FILES = {"model.bin": bytes(range(256)) * 4, "data/voice": b"ola" * 50}


def _pack(name: str = "small") -> Pack:
    return Pack(
        name=name,
        kind="voice",
        engine="espeak",
        languages=("pt",),
        version="1",
        licence="MIT",
        source="folder:",
        files=tuple(
            PackFile(path, len(data), hashlib.sha256(data).hexdigest())
            for path, data in FILES.items()
        ),
    )


def _lay(root: Path, pack: Pack | None = None) -> Path:
    pack = pack or _pack()
    folder = root / pack.name
    for path, data in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    (folder / "pack.json").write_text(json.dumps(pack.to_json()))
    return folder


def test_where_returns_the_folder_of_an_intact_pack(tmp_path: Path) -> None:
    folder = _lay(tmp_path)
    assert PackStore(tmp_path).where("small") == folder


def test_a_pack_survives_its_json() -> None:
    pack = _pack()
    assert Pack.from_json(json.loads(json.dumps(pack.to_json()))) == pack


@settings(max_examples=150, deadline=None)
@given(
    path=st.sampled_from(sorted(FILES)),
    at=st.floats(0, 1, exclude_max=True),
    bit=st.integers(0, 7),
)
def test_any_flipped_bit_is_found(path: str, at: float, bit: int) -> None:
    with tempfile.TemporaryDirectory() as root:
        file = _lay(Path(root)) / path
        data = bytearray(FILES[path])
        data[int(at * len(data))] ^= 1 << bit
        file.write_bytes(data)
        with pytest.raises(PackCorrupt, match=f"small: {path} .* `dragoman models add small`"):
            PackStore(Path(root)).where("small")


@given(st.integers(0, len(FILES["model.bin"]) - 1))
def test_any_shortened_file_is_found(length: int) -> None:
    with tempfile.TemporaryDirectory() as root:
        (_lay(Path(root)) / "model.bin").write_bytes(FILES["model.bin"][:length])
        with pytest.raises(PackCorrupt):
            PackStore(Path(root)).where("small")


def test_damage_after_the_first_check_is_found(tmp_path: Path) -> None:
    folder, store = _lay(tmp_path), PackStore(tmp_path)
    store.where("small")
    (folder / "model.bin").unlink()  # a new file, as an editor or a copy makes it
    (folder / "model.bin").write_bytes(bytes(len(FILES["model.bin"])))
    with pytest.raises(PackCorrupt):
        store.where("small")


@pytest.mark.parametrize("path", FILES)
def test_a_missing_file_is_found(tmp_path: Path, path: str) -> None:
    (_lay(tmp_path) / path).unlink()
    with pytest.raises(PackCorrupt, match=path):
        PackStore(tmp_path).where("small")


def test_the_error_for_a_missing_pack_names_the_install_command(tmp_path: Path) -> None:
    with pytest.raises(PackMissing, match="`dragoman models add whisper-base`"):
        PackStore(tmp_path).where("whisper-base")


@pytest.mark.parametrize("pins", ["", "{}", "[]", "7", '{"files": 7}', '{"files": [{}]}', "\xff"])
def test_unreadable_pins_are_corrupt(tmp_path: Path, pins: str) -> None:
    (_lay(tmp_path) / "pack.json").write_text(pins)
    with pytest.raises(PackCorrupt):
        PackStore(tmp_path).where("small")


def test_another_packs_pins_are_corrupt(tmp_path: Path) -> None:
    (_lay(tmp_path) / "pack.json").write_text(json.dumps(_pack("other").to_json()))
    with pytest.raises(PackCorrupt):
        PackStore(tmp_path).where("small")


def test_the_catalogue_overrides_pack_json(tmp_path: Path) -> None:
    folder = _lay(tmp_path)
    forged = b"forged" * 100
    (folder / "model.bin").write_bytes(forged)
    pins = json.loads((folder / "pack.json").read_bytes())
    pins["files"][0] |= {"size_bytes": 600, "sha256": hashlib.sha256(forged).hexdigest()}
    (folder / "pack.json").write_text(json.dumps(pins))
    with pytest.raises(PackCorrupt):
        PackStore(tmp_path, {"small": _pack()}).where("small")


@pytest.mark.parametrize("name", ["../small", "a/../small", "..", "", "/"])
def test_a_name_cannot_lead_out_of_the_store(tmp_path: Path, name: str) -> None:
    _lay(tmp_path)
    with pytest.raises(PackMissing):
        PackStore(tmp_path / "store").where(name)


@pytest.mark.parametrize("path", ["../a", "/a", "a/../../b", "", ".", "a\\b", "pack.json"])
def test_the_path_of_a_file_must_be_inside_its_pack(path: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PackFile(path, 1)


def test_removing(tmp_path: Path) -> None:
    _lay(tmp_path)
    store = PackStore(tmp_path)
    assert [pack.name for pack in store.installed()] == ["small"]
    store.remove("small")
    assert store.installed() == []
    with pytest.raises(PackMissing):
        store.remove("small")
    with pytest.raises(PackMissing):
        store.remove("..")
