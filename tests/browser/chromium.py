"""Finds or installs Debian's Chromium."""

import os
import shlex
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Final

from tests.network_namespaces import Machine

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "chrome")
APT: Final = (
    ("apt-get", "update", "--quiet"),
    ("apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "chromium"),
)
APT_LIMIT_S: Final = 600
NOT_RUN: Final = "The web app was NOT tested in a browser."
QUIET: Final = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    # A page served by a test itself counts as remote.
    "--disable-features=LocalNetworkAccessChecks",
    "--disable-sync",
    "--no-first-run",
)


class NoChromium(RuntimeError):
    """Chromium is missing and could not be installed."""


def path() -> str:
    """The path of Chromium. Raises NoChromium, whose message names the remedy."""
    found, why_not = _found_or_installed()
    if found is None:
        raise NoChromium(f"{NOT_RUN} {why_not}")
    return found


def inside(machine: Machine, folder: Path) -> Path:
    """A script in the folder that starts the browser in a network namespace. Raises NoChromium."""
    script = folder / f"chromium-{machine.namespace}"
    script.write_text(f'#!/bin/sh\nexec {shlex.join(machine.inside)} {path()} "$@"\n')
    script.chmod(0o755)
    return script


def arguments(microphone: Path | None, *, allowed: bool = True) -> list[str]:
    """Arguments for a browser whose microphone plays this WAV file once when opened. `allowed` grants
    the microphone without a prompt."""
    flags = ["--headless=new", *QUIET]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    if microphone:
        flags += [
            *(["--use-fake-ui-for-media-stream"] if allowed else []),
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-audio-capture={microphone}%noloop",
        ]
    return flags


@cache
def _found_or_installed() -> tuple[str | None, str]:
    """The path, or None and the reason. Tries to install once per run."""
    if found := _found():
        return found, ""
    if not shutil.which("apt-get"):
        return None, "Install Chromium or Chrome."
    if os.geteuid() != 0:
        return None, "As root, it would be installed; or run: apt-get install chromium"
    why_not = _installed()
    return _found(), why_not


def _installed() -> str:
    """Installs Chromium. Returns the last line of apt's output on failure, else an empty string."""
    quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in APT:
        try:
            subprocess.run(
                command, env=quietly, capture_output=True, text=True, check=True,
                timeout=APT_LIMIT_S,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return f"{' '.join(command)} took too long."
        except subprocess.CalledProcessError as error:
            last = (error.stderr.strip() or error.stdout.strip()).splitlines()[-1:]
            return f"{' '.join(command)} failed: {''.join(last)}"
    return ""


def _found() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)
