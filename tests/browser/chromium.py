"""Debian's Chromium: found, or installed, or said to be missing."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Final

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "chrome")
APT: Final = (
    ("apt-get", "update", "--quiet"),
    ("apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "chromium"),
)
APT_LIMIT_S: Final = 600
NOT_TRIED: Final = "The web app was NOT tried in a browser."
QUIET: Final = (
    "--disable-background-networking",
    "--disable-component-update",
    # A page that a test hands over itself counts as come from far away.
    "--disable-features=LocalNetworkAccessChecks",
    "--disable-sync",
    "--no-first-run",
)


class NoChromium(RuntimeError):
    """There is no Chromium here, and none could be installed."""


def path() -> str:
    """Raises NoChromium, which says what to do."""
    found, why_not = _found_or_installed()
    if found is None:
        raise NoChromium(f"{NOT_TRIED} {why_not}")
    return found


def arguments(microphone: Path | None, *, allowed: bool = True) -> list[str]:
    """For a browser that hears this WAV file once, whenever its microphone is opened; `allowed` says
    what is answered when the page asks for it."""
    ours = ["--headless=new", *QUIET]
    if os.geteuid() == 0:
        ours.append("--no-sandbox")
    if microphone:
        ours += [
            *(["--use-fake-ui-for-media-stream"] if allowed else []),
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-audio-capture={microphone}%noloop",
        ]
    return ours


@cache
def _found_or_installed() -> tuple[str | None, str]:
    """One try for the whole run; with nothing found, why."""
    if found := _found():
        return found, ""
    if not shutil.which("apt-get"):
        return None, "Install Chromium or Chrome."
    if os.geteuid() != 0:
        return None, "As root, it would be installed; or run: apt-get install chromium"
    why_not = _installed()
    return _found(), why_not


def _installed() -> str:
    """Empty, or what apt said last."""
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
