"""The content of model images, installed by functions/install.sh without Docker."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from infra.dependency_layer import PLATFORMS
from infra.target import ROOT

INSTALL: Final = ROOT / "functions" / "install.sh"
PYTHON: Final = "3.13"
ARCHITECTURES: Final = {"transcribe": "arm64", "translate": "x86_64", "synthesize": "arm64"}
"""The default architecture of each image."""


def install(part: str, what: str, into: Path, architecture: str | None = None) -> None:
    """Installs a part of an image for an architecture, or for this Python."""
    uv = Path(sys.executable).with_name("uv")
    target = (
        f"--python-platform {PLATFORMS[architecture]} --python-version {PYTHON}"
        if architecture
        else f"--python {sys.executable}"
    )
    tools = {"PIP_INSTALL": f"{uv} pip install {target}", "PYTHON": sys.executable}
    subprocess.run(
        ["sh", INSTALL, part, what, into], env=os.environ | tools, check=True, capture_output=True
    )
