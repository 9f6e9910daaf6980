"""`python -m infra.pin_requirements`: pins the requirements of each layer and image.

The pins come from requirements.lock. Run it after `make lock` and after changing a requirements.in.
"""

import subprocess
import sys
from pathlib import Path

from infra.target import ROOT

PYTHON = "3.13"
"""The Python of the Lambda runtimes; the lock file is made for the project's own."""


def sources() -> list[Path]:
    return sorted([*ROOT.glob("functions/*/*.in"), *ROOT.glob("layers/*/*.in")])


def pin(source: Path) -> None:
    command = [str(Path(sys.prefix, "bin", "uv")), "pip", "compile", str(source.relative_to(ROOT))]
    pins = ["--constraint", "requirements.lock", "--generate-hashes", "--no-emit-index-url"]
    form = ["--universal", "--python-version", PYTHON, "--no-annotate", "--no-header", "--quiet"]
    subprocess.run(
        [*command, *pins, *form, "-o", str(source.with_suffix(".txt").relative_to(ROOT))],
        cwd=ROOT,
        check=True,
    )


if __name__ == "__main__":
    for source in sources():
        pin(source)
