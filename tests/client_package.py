"""The package @dragoman/client, packed and installed."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from infra.target import ROOT

WEB: Final = ROOT / "web"
CLIENT: Final = WEB / "client"
NODE: Final = Path(sys.executable).with_name("node")
NPM: Final = Path(sys.executable).with_name("npm")


def build() -> Path:
    """The folder of the package, built if it is not yet."""
    if not (CLIENT / "dist" / "index.js").exists():
        _npm(WEB, "ci")
        _npm(CLIENT, "run", "build")
    return CLIENT


def install(folder: Path) -> None:
    """Packs the package and installs it into an empty folder, without a registry."""
    packed = folder / "packed"
    packed.mkdir()
    _npm(build(), "pack", "--ignore-scripts", "--pack-destination", str(packed))
    [package] = packed.glob("*.tgz")
    _npm(folder, "install", "--offline", str(package))
    shutil.rmtree(packed)


def _npm(folder: Path, *command: str) -> None:
    quiet = ["--no-audit", "--no-fund", "--no-update-notifier"]
    subprocess.run(
        [NPM, *command, *quiet], cwd=folder, check=True, capture_output=True, timeout=120
    )
