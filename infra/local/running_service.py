"""The file that names the service running on this machine, and stale files of earlier services.

Clients find the service by this file, `running.json` in the user's state directory.
"""

import contextlib
import json
import os
import signal
import subprocess
import time
import urllib.request
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final, Self

from dragoman.client.service import running_file

ANSWER_LIMIT_S: Final = 3.0
END_LIMIT_S: Final = 10.0
MODULE: Final = "infra.local"
"""A part of the command line of every service's process."""


@dataclass(frozen=True)
class RunningService:
    """A service, as its launcher describes it in the file."""

    url: str
    """The URL of its page, which also serves config.json."""
    pid: int
    logs: str = field(default="", compare=False)
    """The folder with the output of its functions."""

    @classmethod
    def read(cls) -> Self | None:
        """The service that the file names; None without a valid file."""
        try:
            content = json.loads(running_file().read_text())
            return cls(str(content["url"]), int(content["pid"]), str(content.get("logs", "")))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self) -> None:
        path = running_file()
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(f".{self.pid}")
        temporary.write_text(json.dumps(asdict(self)) + "\n")
        temporary.replace(path)

    def remove(self) -> None:
        """Removes the file, unless it names another service by now."""
        if RunningService.read() == self:
            running_file().unlink(missing_ok=True)

    def answers(self) -> bool:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(f"{self.url}/config.json", timeout=ANSWER_LIMIT_S) as answer:
                return "websocket_url" in json.load(answer)
        except (OSError, ValueError):
            return False

    def alive(self) -> bool:
        """Whether its process lives, and is not another process that got the same id."""
        return MODULE in _command_line(self.pid)

    def end(self) -> None:
        """Ends its process, and with it its emulator and functions."""
        for ending in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, ending)
            deadline = time.monotonic() + END_LIMIT_S
            while self.alive() and time.monotonic() < deadline:
                time.sleep(0.05)


def find_healthy() -> RunningService | None:
    """The service that runs and answers. Ends a service that runs but does not answer."""
    running = RunningService.read()
    if running is None:
        return None
    if running.alive():
        if running.answers():
            return running
        running.end()
    running.remove()
    return None


def _command_line(pid: int) -> str:
    """The command line of a process; empty if it does not exist or is a zombie."""
    proc = Path("/proc")
    if (proc / "self").exists():
        try:
            return (proc / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            return ""
    shown = subprocess.run(
        ["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False
    )
    return shown.stdout
