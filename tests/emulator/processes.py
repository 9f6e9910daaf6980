"""The processes in which the emulator runs functions."""

import os
import signal
from contextlib import suppress
from pathlib import Path

from infra.local.stack import LocalStack


def workers(stack: LocalStack, function: str) -> list[int]:
    """Of one function, by its folder's name."""
    group = stack.emulator.pid
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError):
            pid = int(process.name)
            if os.getpgid(pid) != group or pid == group:
                continue
            environment = (process / "environ").read_bytes().split(b"\0")
            if f"POWERTOOLS_SERVICE_NAME={function}".encode() in environment:
                found.append(pid)
    return found


def kill(stack: LocalStack, function: str, at_most: int | None = None) -> int:
    """The processes of the function, as a machine that fails does; how many there were."""
    pids = workers(stack, function)[:at_most]
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return len(pids)
