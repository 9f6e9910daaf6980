"""Debian's Chromium: found, or installed, or said to be missing."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Final

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "chrome")
INSTALL: Final = ("apt-get", "install", "--yes", "--quiet", "chromium")
INSTALL_LIMIT_S: Final = 600
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


@cache
def path() -> str:
    """Raises NoChromium."""
    if found := _found():
        return found
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "--quiet"], capture_output=True, check=False)
        subprocess.run(INSTALL, capture_output=True, check=False, timeout=INSTALL_LIMIT_S)
    if found := _found():
        return found
    raise NoChromium(f"The web app was not tried in a browser: {NoChromium.__doc__}")


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


def _found() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)
