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
FUNCTIONS: Final = ("transcribe", "translate", "synthesize")


def install(part: str, what: str, into: Path, architecture: str | None = None) -> None:
    """Installs a part of an image for an architecture, or for this Python."""
    uv = Path(sys.executable).with_name("uv")
    target = (
        f"--python-platform {PLATFORMS[architecture]} --python-version {PYTHON}"
        if architecture
        else f"--python {sys.executable}"
    )
    x86_64 = f"--python-platform {PLATFORMS['x86_64']} --python-version {PYTHON}"
    tools = {
        "PIP_INSTALL": f"{uv} pip install {target}",
        "PIP_INSTALL_X86_64": f"{uv} pip install {x86_64}",
        "PYTHON": sys.executable,
    }
    subprocess.run(
        ["sh", INSTALL, part, what, into], env=os.environ | tools, check=True, capture_output=True
    )
