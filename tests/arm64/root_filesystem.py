"""The root file system of a model function's image for arm64, built without Docker.

Debian's packages stand in for the base image: Python 3.13 and what it links to. apt keeps them in a
state of its own, so the packages of this machine do not change.
"""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from infra.target import ROOT
from tools.images import PYTHON, install

BUILD: Final = ROOT / ".build" / "arm64"
QEMU: Final = Path("/usr/bin/qemu-aarch64-static")
SUITE: Final = "deb http://deb.debian.org/debian trixie main\n"
PACKAGES: Final = (f"python{PYTHON}-minimal", f"libpython{PYTHON}-stdlib", "libstdc++6")
PLATFORM: Final = ("--python-platform", "aarch64-manylinux_2_28", "--python-version", PYTHON)
RUNTIME: Final = ("awslambdaric==4.2.2", "boto3")
"""The packages of Lambda's base image."""
CPUINFO: Final = """\
processor\t: 0
BogoMIPS\t: 243.75
Features\t: fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm lrcpc \
dcpop asimddp
CPU implementer\t: 0x41
CPU architecture: 8
CPU variant\t: 0x3
CPU part\t: 0xd0c
CPU revision\t: 1

"""
"""/proc/cpuinfo of a Graviton2 processor."""


def root_filesystem(function: str, packs: Sequence[str]) -> Path:
    """The root of a function's image with its packages, code and model packs."""
    root = BUILD / function
    base = _base()
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(base, root, symlinks=True)
    for part in ("dependencies", "code"):
        install(part, function, root / "var" / "task", "arm64")
    _uv("--target", root / "var" / "runtime", *RUNTIME)
    _add_packs(packs, root / "opt" / "models")
    return root


def _base() -> Path:
    """Debian's Python for arm64, QEMU, and the files that Lambda shows."""
    base = BUILD / "base"
    if (base / "qemu").exists():
        return base
    shutil.rmtree(base, ignore_errors=True)
    base.mkdir(parents=True)
    for package in _downloaded():
        subprocess.run(["dpkg-deb", "-x", package, base], check=True)
    for name in ("lib", "bin", "sbin"):
        (base / name).symlink_to(f"usr/{name}")
    for name in ("tmp", "proc", "var/task", "var/runtime", "opt"):
        (base / name).mkdir(parents=True, exist_ok=True)
    (base / "proc" / "cpuinfo").write_text(CPUINFO)
    shutil.copy(QEMU, base / "qemu")
    return base


def _downloaded() -> list[Path]:
    """Debian's packages for arm64 with all that they depend on."""
    state = BUILD / "apt"
    for folder in ("lists/partial", "cache/archives/partial"):
        (state / folder).mkdir(parents=True, exist_ok=True)
    (state / "status").touch()
    (state / "sources.list").write_text(SUITE)
    settings: dict[str, str | Path] = {
        "Dir::State": state,
        "Dir::State::status": state / "status",
        "Dir::Cache": state / "cache",
        "Dir::Etc::SourceList": state / "sources.list",
        "Dir::Etc::SourceParts": "/nonexistent",
        "Dir::Etc::PreferencesParts": "/nonexistent",
        "APT::Architecture": "arm64",
        "APT::Architectures": "arm64",
        "Debug::NoLocking": "1",
    }
    options = [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]
    subprocess.run(["apt-get", *options, "update", "-qq"], check=True)
    download = ["install", "-qq", "--yes", "--no-install-recommends", "--download-only"]
    subprocess.run(["apt-get", *options, *download, *PACKAGES], check=True)
    return sorted((state / "cache" / "archives").glob("*.deb"))


def _add_packs(packs: Sequence[str], into: Path) -> None:
    """Adds packs with this machine's Python, but espeak-ng's library from the wheel for arm64."""
    wheel = BUILD / "espeak"
    _uv("--target", wheel, "--no-deps", "espeakng-loader==0.2.4")
    subprocess.run(
        [Path(sys.executable).with_name("dragoman"), "models", "add", *packs],
        env={
            "PYTHONPATH": f"{wheel}:{ROOT}/layers/core/python",
            "DRAGOMAN_MODELS_DIR": str(into),
            "PATH": "/usr/bin:/bin",
        },
        check=True,
    )


def _uv(*arguments: str | Path) -> None:
    uv = Path(sys.executable).with_name("uv")
    command: list[str | Path] = [
        uv,
        "pip",
        "install",
        "--quiet",
        "--only-binary",
        ":all:",
        *PLATFORM,
    ]
    subprocess.run([*command, *arguments], check=True)
