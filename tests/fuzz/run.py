"""Inputs one after the other in a process of their own: one that hangs or dies names its input."""

from __future__ import annotations

import multiprocessing
import os
import random
import resource
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any, Final

from tests.fuzz.entries import Entry

LIMIT_S: Final = 10.0
"""The time limit of one input, sufficient on a busy machine."""
PEAK_MB: Final = 256
"""The limit of memory in use, including all loaded code: the smallest function has as much."""
ADDRESSES_BYTES: Final = 4 * 2**30
"""Beyond that the process would have none, and the machine would suffer."""
STARTS_IN_S: Final = 60.0
"""A process of its own, with all that it imports, and its first input."""
LOOK_EVERY_S: Final = 0.2
TELL_EVERY: Final = 100


@dataclass
class Found:
    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: dict[int, str] = field(default_factory=dict)
    """The outcomes by number of the input."""
    peak_mb: int = 0

    @property
    def tried(self) -> int:
        return self.outcomes.total() + len(self.wrong)


def fuzz(entry: type[Entry], inputs: int, seed: object, limit_s: float = LIMIT_S) -> Found:
    """The same seed gives the same inputs, each of which depends on its number alone."""
    found, at = Found(), 0
    while at < inputs:
        at = _until_it_dies(entry, at, inputs, seed, limit_s, found)
    return found


def dice(entry: type[Entry], number: int, seed: object) -> random.Random:
    return random.Random(f"{seed}/{entry.__name__}/{number}")  # noqa: S311


def _until_it_dies(
    entry: type[Entry], at: int, inputs: int, seed: object, limit_s: float, found: Found
) -> int:
    """The number of the next input."""
    processes = multiprocessing.get_context("spawn")
    hear, tell = processes.Pipe(duplex=False)
    number = processes.Value("q", at, lock=False)
    child = processes.Process(
        target=_try_all, args=(entry, inputs, seed, number, tell), daemon=True
    )
    child.start()
    tell.close()
    seen, since = at, monotonic()
    try:
        while True:
            if hear.poll(LOOK_EVERY_S):
                outcomes, wrong, peak_mb = hear.recv()
                found.outcomes += outcomes
                found.wrong |= wrong
                found.peak_mb = max(found.peak_mb, peak_mb)
            elif number.value != seen:
                seen, since = number.value, monotonic()
            elif monotonic() - since > (limit_s if seen > at else STARTS_IN_S):
                found.wrong[seen] = f"hang: more than {limit_s:g} s"
                child.kill()
                return seen + 1
    except EOFError:
        child.join()
        if child.exitcode == 0:
            return int(number.value)
        found.wrong[number.value] = f"dead worker: {child.exitcode}"
        return int(number.value) + 1


def _try_all(entry: type[Entry], inputs: int, seed: object, number: Any, tell: Any) -> None:
    """Runs inputs in one process until an input takes too much memory."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES_BYTES, ADDRESSES_BYTES))
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what functions print
    tried, outcomes, wrong = entry(), Counter[str](), dict[int, str]()
    while number.value < inputs:
        at = number.value
        try:
            outcomes[tried.try_one(dice(entry, at, seed))] += 1
        except BaseException as error:
            wrong[at] = f"{type(error).__name__}: {error}"[:400]
        peak_mb = _peak_mb()
        too_much = peak_mb > PEAK_MB
        if too_much:
            wrong[at] = f"memory: {peak_mb} MB, more than {PEAK_MB}; {wrong.get(at, 'answered')}"
        if (at + 1) % TELL_EVERY == 0 or at + 1 == inputs or too_much:
            tell.send((outcomes, wrong, peak_mb))
            outcomes, wrong = Counter(), {}
        number.value = at + 1
        if too_much:
            return


def _peak_mb() -> int:
    """The peak memory of this process alone: that of `getrusage` includes the process from which it
    was forked."""
    status = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in status if line.startswith("VmHWM:")).split()[1]) // 1024
