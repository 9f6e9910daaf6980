"""The processes in which the emulator runs functions."""

import os
import signal
from contextlib import suppress
from pathlib import Path

from infra.local.stack import LocalStack


def workers(emulator: int | None, function: str) -> list[int]:
    """Of one function, by its folder's name, in the group that the emulator's process leads."""
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


def kill(stack: LocalStack, function: str, at_most: int | None = None) -> int:
    """The processes of the function, as a machine that fails does; how many there were."""
    pids = workers(stack.emulator.pid, function)[:at_most]
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return len(pids)


def descendants(pid: int) -> list[int]:
    """The processes it started, and they started, the oldest first."""
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
    """State and parent, and more: what follows the name, which may hold anything."""
    return stat.read_text().rpartition(")")[2].split()
