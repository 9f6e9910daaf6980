"""espeak-ng, out of the Python package that carries its library and data for each platform.

Its files differ by platform, so their checksums are those of the wheel's own RECORD: the wheel was
checked against requirements.lock when it was installed, its RECORD lists every file's SHA-256, and
what is copied here must match it. From then on the pack's pack.json holds them.
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
"""Inside the package: the data, and the library under the one name its platform loads."""


class RecordedPackage:
    """Packs whose source is `package:<distribution>` and whose files only its RECORD tells."""

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
            raise PackCorrupt(f"model pack {pack.name}: {pack.source} holds none of its files")
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
            f"the Python package {name} is not installed; `pip install 'dragoman[speech]'` brings it"
        ) from error


def _hex(value: str) -> str:
    """RECORD writes a digest in unpadded URL-safe base64."""
    return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)).hex()
