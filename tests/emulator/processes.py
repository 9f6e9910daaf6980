"""The processes of the emulator's functions."""

import os
import signal
from contextlib import suppress
from pathlib import Path

from infra.local.stack import EmulatedStack


def workers(emulator: int | None, function: str) -> list[int]:
    """The ids of a function's processes, in the process group of the emulator."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError):
            pid = int(process.name)
            if os.getpgid(pid) != emulator or pid == emulator:
                continue
            environment = (process / "environ").read_bytes().split(b"\0")
            if f"POWERTOOLS_SERVICE_NAME={function}".encode() in environment:
                found.append(pid)
    return found


def kill(stack: EmulatedStack, function: str, at_most: int | None = None) -> int:
    """Kills processes of the function, as a failing machine would; returns their number."""
    pids = workers(stack.emulator.pid, function)[:at_most]
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return len(pids)


def descendants(pid: int) -> list[int]:
    """The child processes and their children, the oldest first."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents.setdefault(int(_fields(stat)[1]), []).append(int(stat.parent.name))
    found = sorted(parents.get(pid, []))
    for child in found:
        found.extend(sorted(parents.get(child, [])))
    return found


def alive(pid: int) -> bool:
    try:
        return _fields(Path(f"/proc/{pid}/stat"))[0] != "Z"
    except OSError:
        return False


def _fields(stat: Path) -> list[str]:
    """The fields after the process name: state, parent id and more."""
    return stat.read_text().rpartition(")")[2].split()
