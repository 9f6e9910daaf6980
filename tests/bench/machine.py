"""The measured machine."""

import os
import platform
import subprocess
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

REPOSITORY = Path(__file__).parents[2]
PACKAGES = (
    "ctranslate2", "faster-whisper", "onnxruntime", "piper-tts", "fxtranslate",
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


class Neighbours:
    """The number of cores that other processes kept busy since this object was created. Our
    processes are this one and, after it has ended, everything that it started."""

    def __init__(self) -> None:
        self._began_s = time.monotonic()
        self._all, self._stolen, self._ours = _cpu_seconds()

    def busy(self) -> dict[str, float]:
        lasted_s = time.monotonic() - self._began_s
        everything, stolen, ours = _cpu_seconds()
        others = everything - self._all - (ours - self._ours)
        return {
            "others": round(max(0.0, others) / lasted_s, 2),
            "stolen_by_host": round((stolen - self._stolen) / lasted_s, 2),
        }


def _cpu_seconds() -> tuple[float, float, float]:
    """The processor time of all processes, of the host's other guests, and of this process with its
    ended children."""
    now, own = psutil.cpu_times(), os.times()
    return now.user + now.nice + now.system, getattr(now, "steal", 0.0), sum(own[:4])


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
