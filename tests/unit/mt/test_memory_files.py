"""A user's own memories."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dragoman.client.memory_cli import app
from dragoman.errors import InvalidTranslationMemory
from dragoman.mt.memory_files import MemoryFolder
from dragoman.mt.tmx import TranslationUnit, Variant, write
from dragoman.mt.translation_memory import load_memories


def a_memory(folder: Path, name: str, portuguese: str) -> Path:
    path = folder / f"{name}.tmx"
    unit = TranslationUnit((Variant("en", "Hi.", "en"), Variant("pt", portuguese, "pt")))
    path.write_text(write([unit]), encoding="utf-8")
    return path


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DRAGOMAN_MEMORY_DIR", str(tmp_path / "own"))
    return tmp_path / "own"


def test_a_later_file_overrides_an_earlier_one(tmp_path: Path) -> None:
    files = [a_memory(tmp_path, "a", "Oi."), a_memory(tmp_path, "b", "Olá.")]
    assert load_memories(files).translate_sentence("Hi.", "en", "pt") == "Olá."


def test_a_missing_folder_has_no_files(tmp_path: Path) -> None:
    assert MemoryFolder(tmp_path / "none").files() == []


def test_a_refused_file_leaves_the_folder_unchanged(tmp_path: Path, own: Path) -> None:
    MemoryFolder(own).add(a_memory(tmp_path, "clinic", "Oi."))
    (tmp_path / "clinic.tmx").write_text("<html/>")
    with pytest.raises(InvalidTranslationMemory):
        MemoryFolder(own).add(tmp_path / "clinic.tmx")
    assert load_memories(MemoryFolder(own).files()).size("en", "pt") == 1


def test_the_command_line_adds_lists_and_removes(tmp_path: Path, own: Path) -> None:
    added = CliRunner().invoke(app, ["add", str(a_memory(tmp_path, "clinic", "Oi."))])
    assert (added.exit_code, added.output.split()[0]) == (0, "clinic")
    assert "clinic  added  en > pt: 1 phrases" in CliRunner().invoke(app, ["list"]).output
    assert CliRunner().invoke(app, ["remove", "clinic"]).exit_code == 0
    assert not MemoryFolder(own).files()


def test_the_command_line_refuses_an_invalid_memory(tmp_path: Path, own: Path) -> None:
    (tmp_path / "page.tmx").write_text("<html/>")
    assert CliRunner().invoke(app, ["add", str(tmp_path / "page.tmx")]).exit_code == 1
    assert CliRunner().invoke(app, ["remove", "nothing"]).exit_code == 1
