"""The built-in packs are what their Python packages carry, and need nothing heavy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dragoman.models.catalogue import BUILT_IN
from dragoman.models.install import install
from dragoman.models.resolve import PackSources
from dragoman.models.store import PackStore


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_built_in_pack_installs_from_its_python_package(name: str, tmp_path: Path) -> None:
    pack, store = BUILT_IN[name], PackStore(tmp_path)
    where = install(store, pack, PackSources().source_of(pack), lambda done, total: None)
    there = sum(path.stat().st_size for path in where.rglob("*") if path.is_file())
    pins = (where / "pack.json").stat().st_size
    assert there - pins == store.installed_pack(name).size_bytes > 10_000_000


def test_every_built_in_pack_has_a_licence_and_a_source() -> None:
    assert all(pack.licence and pack.source and pack.version for pack in BUILT_IN.values())


def test_the_store_is_light() -> None:
    code = """if True:
        import sys
        import dragoman.models
        heavy = {"numpy", "httpx2", "rich", "typer", "pydantic", "boto3", "fxtranslate"}
        print(sorted(heavy & set(sys.modules)))"""
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
