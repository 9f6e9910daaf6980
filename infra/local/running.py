"""The note that says a service is running here, and what to do about one that is not any more.

The client finds the service by this note: `running.json` in the user's state directory.
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

from platformdirs import user_state_dir

ANSWER_LIMIT_S: Final = 3.0
END_LIMIT_S: Final = 10.0
OURS: Final = "infra.local"
"""What the command line of a service's process contains."""


@dataclass(frozen=True)
class Running:
    """A service, as noted by its launcher."""

    url: str
    """Of its page, which also serves config.json."""
    pid: int
    logs: str = field(default="", compare=False)
    """Folder of what the functions print."""

    @classmethod
    def noted(cls) -> Self | None:
        try:
            note = json.loads(_path().read_text())
            return cls(str(note["url"]), int(note["pid"]), str(note.get("logs", "")))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def note(self) -> None:
        path = _path()
        path.parent.mkdir(parents=True, exist_ok=True)
        written = path.with_suffix(f".{self.pid}")
        written.write_text(json.dumps(asdict(self)) + "\n")
        written.replace(path)

    def forget(self) -> None:
        """Removes the note, unless it is another service's by now."""
        if Running.noted() == self:
            _path().unlink(missing_ok=True)

    def answers(self) -> bool:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(f"{self.url}/config.json", timeout=ANSWER_LIMIT_S) as answer:
                return "websocket_url" in json.load(answer)
        except (OSError, ValueError):
            return False

    def alive(self) -> bool:
        """Whether the process that wrote the note lives: that one, not another by its number."""
        return OURS in _command_line(self.pid)

    def end(self) -> None:
        """Ends its process; its emulator and functions end with it."""
        for ending in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, ending)
            deadline = time.monotonic() + END_LIMIT_S
            while self.alive() and time.monotonic() < deadline:
                time.sleep(0.05)


def healthy() -> Running | None:
    """The service that runs and answers, if one does. One that only seems to run is ended."""
    running = Running.noted()
    if running is None:
        return None
    if running.alive():
        if running.answers():
            return running
        running.end()
    running.forget()
    return None


def _path() -> Path:
    return Path(user_state_dir("dragoman")) / "running.json"


def _command_line(pid: int) -> str:
    """Empty when there is no such process, or only its exit status is left."""
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
