"""Packs for tests: the built-in ones without the slow voice, and two small Argos packages of our own,
English to Spanish and back (train_argos.py)."""

from __future__ import annotations

import atexit
import contextlib
import shutil
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from dragoman.models.catalogue import BUILT_IN
from dragoman.models.install import install
from dragoman.models.sources.local import ArgosFile
from dragoman.models.store import PackStore
from dragoman.settings import Settings
from infra.local.paths import BUILD

SLOW_VOICE = "kokoro-82m"
"""Its two voices take three quarters of the time of a message."""
QUICK = BUILD / "quick-packs"
"""Always the same folder, because the synthesized stack names it."""

PACKAGES = {
    (source, target): Path(__file__).parent / f"translate-{source}_{target}-0_1.argosmodel"
    for source, target in (("en", "es"), ("es", "en"))
}


@cache
def with_spanish() -> PackStore:
    """The packs this machine has of the built-in ones, and these two; gone when the tests end."""
    root = Path(tempfile.mkdtemp(prefix="packs-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    store = PackStore(root)
    _link(root, BUILT_IN)
    for package in PACKAGES.values():
        source = ArgosFile(package)
        install(store, source.pack(), source, lambda done, total: None)
    return store


def with_quick_voices() -> PackStore:
    """The packs this machine has of the built-in ones, without the slow voice."""
    QUICK.mkdir(parents=True, exist_ok=True)
    _link(QUICK, BUILT_IN.keys() - {SLOW_VOICE})
    return PackStore(QUICK)


def _link(root: Path, names: Iterable[str]) -> None:
    """Puts these packs into the folder, which other tests may do at the same time."""
    for name in names:
        with contextlib.suppress(FileExistsError):
            (root / name).symlink_to(Settings().models_dir / name)
