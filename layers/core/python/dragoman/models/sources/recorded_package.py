"""espeak-ng, from the Python package with its library and data for each platform.

Its files differ by platform, so their checksums are taken from the RECORD of the wheel, which was verified
against requirements.lock when it was installed. The copied files must match them, and pack.json stores
them.
"""

from __future__ import annotations

import base64
from dataclasses import replace
from fnmatch import fnmatch
from importlib import metadata
from pathlib import Path

from dragoman.errors import PackCorrupt, PackUnreachable
from dragoman.models.packs import Pack, PackFile
from dragoman.models.sources.join import join_parts
from dragoman.models.sources.source import Progress

WANTED = ("espeak-ng-data/*", "libespeak-ng.so", "libespeak-ng.dylib", "espeak-ng.dll")
"""The files in the package: the data, and the library under the name of each platform."""


class RecordedPackage:
    """Packs whose source is `package:<distribution>` and whose files are listed in its RECORD."""

    def describe(self, pack: Pack) -> Pack:
        installed = _installed(pack)
        files = []
        for recorded in installed.files or ():
            inside = "/".join(recorded.parts[1:])
            if not any(fnmatch(inside, pattern) for pattern in WANTED):
                continue
            if recorded.hash is None or recorded.hash.mode != "sha256" or recorded.size is None:
                raise PackCorrupt(f"model pack {pack.name}: {recorded} has no checksum in RECORD")
            files.append(
                PackFile(inside, recorded.size, _hex(recorded.hash.value), parts=(str(recorded),))
            )
        if not files:
            raise PackCorrupt(f"model pack {pack.name}: {pack.source} has none of its files")
        return replace(pack, files=tuple(files))

    def fetch(self, pack: Pack, into: Path, progress: Progress) -> None:
        installed = _installed(pack)
        join_parts(pack, into, progress, lambda part: Path(str(installed.locate_file(part))))


def _installed(pack: Pack) -> metadata.Distribution:
    name = pack.source.removeprefix("package:")
    try:
        return metadata.distribution(name)
    except metadata.PackageNotFoundError as error:
        raise PackUnreachable(
            f"the Python package {name} is not installed; `pip install 'dragoman[speech]'` installs it"
        ) from error


def _hex(value: str) -> str:
    """RECORD writes a digest in unpadded URL-safe base64."""
    return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)).hex()
