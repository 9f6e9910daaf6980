"""Two small Argos packages of our own, English to Spanish and back; see train_argos.py."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from dragoman.models.catalogue import BUILT_IN
from dragoman.models.install import install
from dragoman.models.sources.local import ArgosFile
from dragoman.models.store import PackStore
from dragoman.settings import Settings

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
    for name in BUILT_IN:
        (root / name).symlink_to(Settings().models_dir / name)
    for package in PACKAGES.values():
        source = ArgosFile(package)
        install(store, source.pack(), source, lambda done, total: None)
    return store
