"""Packs on disk. A pack is returned only if every file matches its checksum.

    <root>/<pack name>/<files of the pack>
    <root>/<pack name>/pack.json             the pack as it was added, with every file's SHA-256

The checksums of a built-in pack are those of the catalogue, if it has them. For any other pack,
pack.json has the checksums computed when it was added, after comparison with the published ones. They
detect damage and incomplete copies, but not an attacker who can write to the folder.
"""

from __future__ import annotations

import functools
import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from dragoman.errors import ModelError, PackCorrupt, PackMissing
from dragoman.models.catalogue import BUILT_IN
from dragoman.models.packs import PINS, Pack, PackFile, repair_command


class PackStore:
    def __init__(self, root: Path, known: Mapping[str, Pack] = BUILT_IN) -> None:
        self.root = root
        self._known = known

    def where(self, name: str) -> Path:
        """The folder of an installed pack, with every file verified. The first check of a file in a
        process reads it completely (about 0.1 s for 150 MB); later ones only check whether it changed.
        Raises PackMissing or PackCorrupt, whose messages name the remedy."""
        pack = self.installed_pack(name)
        folder = self.root / name
        for file in pack.files:
            _check(pack, folder, file)
        return folder

    def installed_pack(self, name: str) -> Pack:
        """The description of an installed pack, without reading its files. Raises PackMissing, PackCorrupt."""
        pins = self.root / name / PINS
        if not Path(name).name == name or not pins.is_file():
            raise PackMissing(
                f"model pack {name} is not installed; {repair_command(name)} installs it"
            )
        known = self._known.get(name)
        if known and known.files:
            return known
        try:
            pack = Pack.from_json(json.loads(pins.read_bytes()))
        except (ValueError, TypeError, KeyError) as error:
            raise PackCorrupt(
                f"model pack {name}: its {PINS} is unreadable; {repair_command(name)} repairs it"
            ) from error
        if pack.name != name or not pack.files or not all(file.sha256 for file in pack.files):
            raise PackCorrupt(
                f"model pack {name}: its {PINS} belongs to another pack; {repair_command(name)} repairs it"
            )
        return pack

    def installed_names(self) -> list[str]:
        return sorted(path.parent.name for path in self.root.glob(f"[!.]*/{PINS}"))

    def installed(self) -> list[Pack]:
        """The installed packs with a readable pack.json, by name. Their files are not read."""
        packs = []
        for name in self.installed_names():
            try:
                packs.append(self.installed_pack(name))
            except PackCorrupt:
                continue
        return packs

    def is_intact(self, name: str) -> bool:
        """Whether the pack is installed and every file matches."""
        try:
            self.where(name)
        except ModelError:
            return False
        return True

    def remove(self, name: str) -> None:
        """Raises PackMissing."""
        if name not in self.installed_names():
            raise PackMissing(f"model pack {name} is not installed")
        shutil.rmtree(self.root / name)


def sha256_of(path: Path) -> str:
    """Hex SHA-256 of a file, which is read again only if it has changed. Raises OSError."""
    stat = path.stat()
    return _sha256(str(path), stat.st_size, stat.st_mtime_ns, stat.st_ino)


@functools.lru_cache(maxsize=4096)
def _sha256(path: str, size: int, mtime_ns: int, inode: int) -> str:  # noqa: ARG001
    with open(path, "rb") as stream:  # noqa: PTH123
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _check(pack: Pack, folder: Path, file: PackFile) -> None:
    path = folder / file.path
    try:
        good = path.stat().st_size == file.size_bytes and sha256_of(path) == file.sha256
    except FileNotFoundError as error:
        raise PackCorrupt(
            f"model pack {pack.name}: {file.path} is missing; {pack.repair_command} repairs it"
        ) from error
    except OSError as error:
        raise PackCorrupt(
            f"model pack {pack.name}: {file.path} cannot be read; {pack.repair_command} repairs it"
        ) from error
    if not good:
        raise PackCorrupt(
            f"model pack {pack.name}: {file.path} is not the published file; {pack.repair_command} repairs it"
        )
