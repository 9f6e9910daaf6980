"""A pack is installed completely or not at all, also by concurrent processes."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from dragoman.errors import PackCorrupt, PackUnreachable
from dragoman.models.install import install
from dragoman.models.packs import Pack, PackFile
from dragoman.models.sources.source import Progress
from dragoman.models.store import PackStore

DATA = b"weights" * 1000
SMALL = Pack(
    name="small",
    kind="recognition",
    engine="whisper",
    languages=("en",),
    version="1",
    licence="MIT",
    source="test:",
    files=(PackFile("model.bin", len(DATA), hashlib.sha256(DATA).hexdigest()),),
)


class Writes:
    """A source that writes the given files and can then fail."""

    def __init__(self, data: bytes, *, breaks: bool = False) -> None:
        self.data = data
        self.breaks = breaks
        self.found: bytes | None = None
        """The files that an earlier attempt left."""

    def describe(self, pack: Pack) -> Pack:
        return pack

    def fetch(self, pack: Pack, into: Path, progress: Progress) -> None:
        file = into / "model.bin"
        self.found = file.read_bytes() if file.exists() else None
        file.write_bytes(self.data)
        if self.breaks:
            raise PackUnreachable


def _nothing(done: int, total: int) -> None:
    pass


@pytest.fixture
def store(tmp_path: Path) -> PackStore:
    return PackStore(tmp_path, {})


def test_a_broken_fetch_installs_nothing_and_leaves_what_it_got(store: PackStore) -> None:
    with pytest.raises(PackUnreachable):
        install(store, SMALL, Writes(DATA[:10], breaks=True), _nothing)
    assert store.installed() == []
    second = Writes(DATA)
    install(store, SMALL, second, _nothing)
    assert second.found == DATA[:10]


def test_wrong_bytes_are_thrown_away(store: PackStore) -> None:
    with pytest.raises(PackCorrupt, match=r"small: model\.bin from test:"):
        install(store, SMALL, Writes(DATA[::-1]), _nothing)
    second = Writes(DATA)
    install(store, SMALL, second, _nothing)
    assert second.found is None


def test_another_version_from_a_file_replaces_the_first(store: PackStore) -> None:
    mine = replace(SMALL, source="file:mine.argosmodel")
    for version in ("1", "2", "2", "1"):
        install(store, replace(mine, version=version), Writes(DATA), _nothing)
        assert store.installed_pack("small").version == version


def test_a_bad_replacement_leaves_the_damaged_pack_for_inspection(store: PackStore) -> None:
    where = install(store, SMALL, Writes(DATA), _nothing)
    (where / "model.bin").write_bytes(b"damaged")
    with pytest.raises(PackCorrupt):
        install(store, SMALL, Writes(DATA[::-1]), _nothing)
    assert (where / "model.bin").read_bytes() == b"damaged"


def test_no_temporary_files_remain(store: PackStore) -> None:
    install(store, SMALL, Writes(DATA), _nothing)
    assert {path.name for path in store.root.iterdir()} == {"small", ".staging"}
    assert {path.name for path in (store.root / ".staging").iterdir()} == {"small.lock"}


def test_a_pack_without_files_is_corrupt(store: PackStore) -> None:
    class Empty(Writes):
        def fetch(self, pack: Pack, into: Path, progress: Progress) -> None:
            pass

    with pytest.raises(PackCorrupt):
        install(store, SMALL, Empty(b""), _nothing)


ADDS = """
import sys, time
from pathlib import Path
from dragoman.models.catalogue import BUILT_IN
from dragoman.models.install import install
from dragoman.models.sources.python_package import PythonPackages
from dragoman.models.store import PackStore

pack = BUILT_IN["bergamot-en-pt"]
print(install(PackStore(Path(sys.argv[1])), pack, PythonPackages(), lambda done, total: None))
"""


def test_processes_adding_at_once_all_find_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ADDS, str(tmp_path)]
    adding = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    where = {process.communicate(timeout=60)[0].strip() for process in adding}
    assert where == {str(tmp_path / "bergamot-en-pt")}
    assert PackStore(tmp_path).is_intact("bergamot-en-pt")
