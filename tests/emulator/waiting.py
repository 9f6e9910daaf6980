"""Waiting for another process."""

import time
from collections.abc import Callable


def eventually(true: Callable[[], bool], within_s: float = 30.0) -> bool:
    """Whether the condition becomes true in time."""
    deadline = time.monotonic() + within_s
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
