"""The resident memory of every process of a running stack over time, and whether it grows."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final

import numpy as np
import psutil

from infra.local.stack import EmulatedStack

LOOK_EVERY_S: Final = 5.0
SETTLED: Final = 1 / 3
"""The share of the time in which caches fill and allocators find their size."""
LONG_ENOUGH_MIN: Final = 5.0
"""A slope of less than that is noise."""
GROWS_MB_PER_MIN: Final = 0.5
"""15 MB in half an hour."""
EMULATOR: Final = "emulator"


@dataclass(frozen=True)
class Growth:
    """The memory of one process, or of all processes of a function."""

    name: str
    first_mb: float
    last_mb: float
    slope_mb_per_min: float
    """Least squares over what comes after settling."""
    lasted_min: float

    @property
    def verdict(self) -> str:
        if self.lasted_min < LONG_ENOUGH_MIN:
            return "too short to tell"
        return "grows" if self.slope_mb_per_min > GROWS_MB_PER_MIN else "does not grow"


@dataclass
class Memory:
    """Looks every few seconds until it is left."""

    stack: EmulatedStack
    _names: dict[int, str] = field(default_factory=dict)
    _seen: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))

    async def watch(self) -> None:
        with suppress(asyncio.CancelledError):
            while True:
                await asyncio.to_thread(self.look)
                await asyncio.sleep(LOOK_EVERY_S)

    def look(self) -> None:
        """Notes how large each process is now."""
        emulator = psutil.Process(self.stack.emulator.pid)
        at_s = perf_counter()
        for process in (emulator, *emulator.children(recursive=True)):
            with suppress(psutil.Error, KeyError):
                name = self._name(process, emulator.pid)
                self._seen[name].append((at_s, process.memory_info().rss / 2**20))

    def growths(self) -> list[Growth]:
        """The emulator's first."""
        found = [growth(name, seen) for name, seen in sorted(self._seen.items()) if len(seen) > 2]
        return sorted(found, key=lambda one: one.name != EMULATOR)

    def _name(self, process: psutil.Process, emulator: int) -> str:
        if process.pid == emulator:
            return EMULATOR
        if process.pid not in self._names:
            function = process.environ()["POWERTOOLS_SERVICE_NAME"]
            twins = sum(name.split()[0] == function for name in self._names.values())
            self._names[process.pid] = f"{function} {twins + 1}"
        return self._names[process.pid]


def growth(name: str, seen: list[tuple[float, float]]) -> Growth:
    """The growth shown by samples of (seconds, MB)."""
    at_min, mb = np.array([at_s for at_s, _ in seen]) / 60, np.array([size for _, size in seen])
    lasted_min = float(at_min[-1] - at_min[0])
    settled = at_min >= at_min[0] + SETTLED * lasted_min
    slope = float(np.polyfit(at_min[settled], mb[settled], 1)[0]) if settled.sum() > 1 else 0.0
    return Growth(name, float(mb[0]), float(mb[-1]), slope, lasted_min)
