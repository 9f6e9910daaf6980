"""Argos packages, from the file to the sentence: the two that tests/packs/train_argos.py trained."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dragoman.errors import EngineFailed, ModelError, PackCorrupt, UnsupportedLanguage
from dragoman.models.cli import app
from dragoman.models.sources.local import ArgosFile
from dragoman.models.store import PackStore
from dragoman.mt.pack_translator import PackTranslator
from tests.packs import PACKAGES, with_spanish

pytestmark = pytest.mark.models
Run = Callable[..., Result]


@pytest.fixture
def store(tmp_path: Path) -> PackStore:
    return PackStore(tmp_path / "models")


@pytest.fixture
def run(store: PackStore, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("DRAGOMAN_MODELS_DIR", str(store.root))
    return lambda *words: CliRunner().invoke(app, list(words))


@cache
def _translator() -> PackTranslator:
    """Models load once for all tests."""
    return PackTranslator(with_spanish(), threads=2)


# --- From the file into the store ---------------------------------------------------------------


def test_a_package_is_installed_from_its_file_listed_and_removed(
    run: Run, store: PackStore
) -> None:
    assert run("add", str(PACKAGES["en", "es"])).exit_code == 0
    rows = {row["name"]: row for row in json.loads(run("list", "--json").stdout)}
    row = rows["argos-en-es"]
    assert (row["kind"], row["languages"], row["installed"]) == ("translation", ["en", "es"], True)
    assert row["size_bytes"] > 300_000
    assert run("verify").stdout == "argos-en-es: intact\n"
    assert PackTranslator(store, 1).translate("Good morning.", "en", "es") == "Buenos días."
    assert run("remove", "argos-en-es").exit_code == 0
    with pytest.raises(UnsupportedLanguage):
        PackTranslator(store, 1).translate("Good morning.", "en", "es")


def test_languages_whose_packs_are_there_need_no_hub(run: Run) -> None:
    """The capabilities of `make run LANGS=en,pt,es`."""
    assert run("add", *map(str, PACKAGES.values())).exit_code == 0
    added = run("add", "en,pt,es", "--hub=nowhere://x", "--argos-index=nowhere://x")
    assert added.exit_code == 0, added.stderr
    assert run("verify").exit_code == 0


def test_a_corrupted_package_is_refused(run: Run, store: PackStore, tmp_path: Path) -> None:
    data = bytearray(PACKAGES["en", "es"].read_bytes())
    data[len(data) // 2] ^= 1
    damaged = tmp_path / "damaged.argosmodel"
    damaged.write_bytes(data)
    result = run("add", str(damaged))
    assert result.exit_code == 1
    assert "is damaged or not an archive" in result.stderr
    assert store.installed() == []


def test_any_damaged_byte_of_the_metadata_is_reported(tmp_path: Path) -> None:
    data = PACKAGES["en", "es"].read_bytes()
    begin = data.index(b"/metadata.json") + len(b"/metadata.json")
    damaged = tmp_path / "damaged.argosmodel"
    for at in range(begin, begin + 60):
        damaged.write_bytes(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :])
        with suppress(PackCorrupt):
            assert ArgosFile(damaged).pack().name == "argos-en-es"


def test_a_file_that_is_not_a_package_is_refused(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "other.argosmodel"
    other.write_text("hello")
    result = run("add", str(other))
    assert result.exit_code == 1
    assert "other.argosmodel is not a valid Argos package" in result.stderr


def test_a_package_damaged_on_the_disk_is_not_loaded(run: Run, store: PackStore) -> None:
    run("add", str(PACKAGES["en", "es"]))
    model = store.root / "argos-en-es/model/model.bin"
    model.write_bytes(model.read_bytes()[:-1])
    with pytest.raises(PackCorrupt, match="argos-en-es"):
        PackTranslator(store, 1).translate("Good morning.", "en", "es")


def test_a_model_that_the_engine_cannot_read_is_a_typed_error(run: Run, store: PackStore) -> None:
    """A file with a valid checksum that the engine cannot read, such as a later format of
    CTranslate2."""
    run("add", str(PACKAGES["en", "es"]))
    folder = store.root / "argos-en-es"
    (folder / "model/model.bin").write_bytes(b"\xff" * 1000)
    pins = json.loads((folder / "pack.json").read_bytes())
    (folder / "pack.json").unlink()
    _pin_again(folder, pins)
    with pytest.raises(ModelError):
        PackTranslator(store, 1).translate("Good morning.", "en", "es")


def _pin_again(folder: Path, pins: dict[str, object]) -> None:
    from dragoman.models.packs import PackFile
    from dragoman.models.store import sha256_of

    files = [path for path in folder.rglob("*") if path.is_file()]
    pinned = [
        PackFile(path.relative_to(folder).as_posix(), path.stat().st_size, sha256_of(path))
        for path in files
    ]
    pins["files"] = [vars(file) | {"parts": []} for file in pinned]
    (folder / "pack.json").write_text(json.dumps(pins))


# --- Translating --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "source", "target", "expected"),
    [
        ("Thank you very much.", "en", "es", "Muchas gracias."),
        ("Where is the train station?", "en", "es", "¿Dónde está la estación de tren?"),
        ("Muchas gracias.", "es", "en", "Thank you very much."),
        ("¿Dónde está el hospital?", "es", "en", "Where is the hospital?"),
    ],
)
def test_text_is_translated(text: str, source: str, target: str, expected: str) -> None:
    assert _translator().translate(text, source, target) == expected
    assert _translator().via(source, target) is None


def test_every_sentence_is_translated() -> None:
    said = _translator().translate("Good morning. Where is the hospital? Thank you.", "en", "es")
    assert said == "Buenos días. ¿Dónde está el hospital? Gracias."


@pytest.mark.parametrize(
    ("text", "source", "target", "expected"),
    [
        ("Bom dia.", "pt", "es", "Buenos días."),
        ("Onde fica a estação de trem?", "pt", "es", "¿Dónde está la estación de tren?"),
        ("Buenos días.", "es", "pt", "Bom dia."),
    ],
)
def test_a_pair_without_a_direct_pack_is_translated_through_english(
    text: str, source: str, target: str, expected: str
) -> None:
    assert _translator().translate(text, source, target) == expected
    assert _translator().via(source, target) == "en"


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_an_empty_text_cannot_be_translated(text: str) -> None:
    with pytest.raises(EngineFailed):
        _translator().translate(text, "en", "es")


@pytest.mark.parametrize("text", ["42", "👋", "你好", "a" * 500, "wait... what?! - no"])
def test_odd_text_is_translated_to_something(text: str) -> None:
    assert _translator().translate(text, "en", "es")


def test_texts_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.NOTSET):
        _translator().translate("My sister is happy.", "en", "es")
    assert "sister" not in caplog.text


# --- Its weight ---------------------------------------------------------------------------------

LOADS = """
import os, sys
from pathlib import Path
from dragoman.mt.argos import ArgosDirection
before = dict(os.environ)
print(ArgosDirection(Path(sys.argv[1]), "en", 1).translate("Good morning."))
heavy = {"torch", "spacy", "stanza.pipeline", "onnxruntime.tools"} & set(sys.modules)
print(sorted(heavy), os.environ["HOME"], sorted(set(os.environ) - set(before)))
print(sorted(str(path) for path in Path.home().rglob("*")))
"""


def test_argos_runs_without_its_splitters_and_writes_nothing_to_the_home(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o500)
    done = subprocess.run(
        [sys.executable, "-c", LOADS, str(with_spanish().where("argos-en-es"))],
        env={"HOME": str(home), "PATH": "", "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    said, state, left = done.stdout.splitlines()
    assert said == "Buenos días."
    assert state.startswith(f"[] {home} ")
    assert left == "[]"
