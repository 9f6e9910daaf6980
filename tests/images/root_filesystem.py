"""The root file system of a model function's image, built without Docker.

Debian's packages stand in for the base image: Python 3.13 and what it links to. apt keeps them in a
state of its own, so the packages of this machine do not change.
"""

import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.dependency_layer import PLATFORMS
from infra.target import ROOT
from tools.images import PYTHON, install

BUILD: Final = ROOT / ".build" / "images"
QEMU: Final = Path("/usr/bin/qemu-aarch64-static")
SUITE: Final = "deb http://deb.debian.org/debian trixie main\n"
PACKAGES: Final = (f"python{PYTHON}-minimal", f"libpython{PYTHON}-stdlib", "libstdc++6")
RUNTIME: Final = ("awslambdaric==4.2.2", "boto3")
"""The packages of Lambda's base image."""
APT_LIMIT_S: Final = 300
GRAVITON2: Final = """\
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


class DebianUnreachable(RuntimeError):
    """Debian's packages could not be downloaded."""


@dataclass(frozen=True)
class Architecture:
    name: str
    debian: str
    """Debian's name for it."""
    emulated: bool
    """Whether QEMU runs its programs."""

    @property
    def folder(self) -> Path:
        return BUILD / self.name

    @property
    def cpuinfo(self) -> str:
        """The content of /proc/cpuinfo: that of this machine, or of Graviton2 for arm64."""
        return GRAVITON2 if self.name == "arm64" else Path("/proc/cpuinfo").read_text()


ARM64: Final = Architecture("arm64", "arm64", emulated=platform.machine() != "aarch64")
X86_64: Final = Architecture("x86_64", "amd64", emulated=False)


def root_filesystem(architecture: Architecture, function: str, packs: Sequence[str]) -> Path:
    """The root of a function's image with its packages, code and model packs. Raises DebianUnreachable."""
    root = architecture.folder / function
    base = _base(architecture)
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(base, root, symlinks=True)
    for part in ("dependencies", "code"):
        install(part, function, root / "var" / "task", architecture.name)
    _uv(architecture, "--target", root / "var" / "runtime", *RUNTIME)
    _add_packs(architecture, packs, root / "opt" / "models")
    return root


def _base(architecture: Architecture) -> Path:
    """Debian's Python, QEMU if it is needed, and the files that Lambda shows."""
    base = architecture.folder / "base"
    if (base / "proc" / "cpuinfo").exists():
        return base
    shutil.rmtree(base, ignore_errors=True)
    base.mkdir(parents=True)
    for package in _downloaded(architecture):
        subprocess.run(["dpkg-deb", "-x", package, base], check=True)
    for name in ("lib", "lib64", "bin", "sbin"):
        (base / name).symlink_to(f"usr/{name}")
    for name in ("tmp", "proc", "var/task", "var/runtime", "opt"):
        (base / name).mkdir(parents=True, exist_ok=True)
    if architecture.emulated:
        shutil.copy(QEMU, base / "qemu")
    (base / "proc" / "cpuinfo").write_text(architecture.cpuinfo)
    return base


def _downloaded(architecture: Architecture) -> list[Path]:
    """Debian's packages with all that they depend on."""
    state = architecture.folder / "apt"
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
        "APT::Architecture": architecture.debian,
        "APT::Architectures": architecture.debian,
        "Debug::NoLocking": "1",
    }
    options = [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]
    download = ["install", "-qq", "--yes", "--no-install-recommends", "--download-only"]
    try:
        for command in (["update", "-qq"], [*download, *PACKAGES]):
            subprocess.run(["apt-get", *options, *command], check=True, timeout=APT_LIMIT_S)
    except (OSError, subprocess.SubprocessError) as error:
        raise DebianUnreachable("Debian's packages cannot be downloaded") from error
    return sorted((state / "cache" / "archives").glob("*.deb"))


def _add_packs(architecture: Architecture, packs: Sequence[str], into: Path) -> None:
    """Adds packs with this machine's Python, but espeak-ng's library from the architecture's wheel."""
    wheel = architecture.folder / "espeak"
    _uv(architecture, "--target", wheel, "--no-deps", "espeakng-loader==0.2.4")
    subprocess.run(
        [Path(sys.executable).with_name("dragoman"), "models", "add", *packs],
        env={
            "PYTHONPATH": f"{wheel}:{ROOT}/layers/core/python",
            "DRAGOMAN_MODELS_DIR": str(into),
            "PATH": "/usr/bin:/bin",
        },
        check=True,
    )


def _uv(architecture: Architecture, *arguments: str | Path) -> None:
    uv = Path(sys.executable).with_name("uv")
    command: list[str | Path] = [
        uv,
        "pip",
        "install",
        "--quiet",
        "--only-binary",
        ":all:",
        "--python-platform",
        PLATFORMS[architecture.name],
        "--python-version",
        PYTHON,
    ]
    subprocess.run([*command, *arguments], check=True)
