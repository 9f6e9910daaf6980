"""The layer with the light functions' dependencies for Python 3.13, built without Docker.

A built layer is cached under .build by the digest of its requirements, so only the first synthesis
after a change of pins needs the package registry.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from infra.target import ROOT

REQUIREMENTS = ROOT / "layers" / "dependencies" / "requirements.txt"
BUILT = ROOT / ".build" / "layers"
PLATFORMS = {"arm64": "aarch64-manylinux_2_28", "x86_64": "x86_64-manylinux_2_28"}
PYTHON = "3.13"


class LayerNotBuilt(Exception):
    """The dependency layer is not in the cache and cannot be downloaded."""


def built_layer(architecture: str, built: Path = BUILT) -> Path:
    """The layer's folder, built if it is not in the cache. Raises LayerNotBuilt."""
    platform = ("--python-platform", PLATFORMS[architecture], "--python-version", PYTHON)
    digest = hashlib.sha256(REQUIREMENTS.read_bytes() + repr(platform).encode()).hexdigest()
    layer = built / f"dependencies-{digest[:16]}"
    if not layer.exists():
        _build(layer, platform)
    return layer


def _build(layer: Path, platform: Sequence[str]) -> None:
    layer.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=layer.parent) as scratch:
        _install(Path(scratch, "layer", "python"), platform)
        try:
            Path(scratch, "layer").rename(layer)
        except OSError:  # another synthesis has built it meanwhile
            if not layer.exists():
                raise


def _install(into: Path, platform: Sequence[str]) -> None:
    uv = shutil.which("uv", path=str(Path(sys.prefix, "bin"))) or "uv"
    options = ["--require-hashes", "--only-binary", ":all:", "--quiet"]
    command = [uv, "pip", "install", "-r", str(REQUIREMENTS), "--target", str(into)]
    done = subprocess.run(
        [*command, *platform, *options], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise LayerNotBuilt(
            "The layer of the light functions is not built yet. Building it needs the package "
            f"registry, once for each change of {REQUIREMENTS.name}.\n{done.stderr}"
        )
