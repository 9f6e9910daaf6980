"""Where packs lie on disk. Nothing leaves this room unless every file matches its checksum.

    <root>/<pack name>/<files of the pack>
    <root>/<pack name>/pack.json             the pack as it was added, with every file's SHA-256

For a built-in pack whose checksums the catalogue knows, those count and not pack.json's.
For any other, pack.json holds the checksums taken when it was added, after its index's own had been
checked: it tells damage and half-finished copies, not someone who can rewrite the folder.
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
from dragoman.models.packs import PINS, Pack, PackFile, mend


class PackStore:
    def __init__(self, root: Path, known: Mapping[str, Pack] = BUILT_IN) -> None:
        self.root = root
        self._known = known

    def where(self, name: str) -> Path:
        """The folder of an installed pack, every file of it checked. The first check of a file in a
        process reads it whole (about 0.1 s for 150 MB); the next only look whether it changed.
        Raises PackMissing or PackCorrupt, whose messages say what to do."""
        pack = self.installed_pack(name)
        folder = self.root / name
        for file in pack.files:
            _check(pack, folder, file)
        return folder

    def installed_pack(self, name: str) -> Pack:
        """What an installed pack must be; its files are not read. Raises PackMissing, PackCorrupt."""
        pins = self.root / name / PINS
        if not Path(name).name == name or not pins.is_file():
            raise PackMissing(f"model pack {name} is not installed; {mend(name)} installs it")
        known = self._known.get(name)
        if known and known.files:
            return known
        try:
            pack = Pack.from_json(json.loads(pins.read_bytes()))
        except (ValueError, TypeError, KeyError) as error:
            raise PackCorrupt(
                f"model pack {name}: its {PINS} is unreadable; {mend(name)} mends it"
            ) from error
        if pack.name != name or not pack.files or not all(file.sha256 for file in pack.files):
            raise PackCorrupt(
                f"model pack {name}: its {PINS} is another pack's; {mend(name)} mends it"
            )
        return pack

    def installed_names(self) -> list[str]:
        return sorted(path.parent.name for path in self.root.glob(f"[!.]*/{PINS}"))

    def installed(self) -> list[Pack]:
        """The installed packs whose pack.json can be read, by name; their files are not read."""
        packs = []
        for name in self.installed_names():
            try:
                packs.append(self.installed_pack(name))
            except PackCorrupt:
                continue
        return packs

    def sound(self, name: str) -> bool:
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
    """Hex SHA-256 of a file, read again only when the file has changed since. Raises OSError."""
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
            f"model pack {pack.name}: {file.path} is missing; {pack.mend} mends it"
        ) from error
    except OSError as error:
        raise PackCorrupt(
            f"model pack {pack.name}: {file.path} cannot be read; {pack.mend} mends it"
        ) from error
    if not good:
        raise PackCorrupt(
            f"model pack {pack.name}: {file.path} is not the published file; {pack.mend} mends it"
        )
