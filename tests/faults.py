"""Ports that fail by a plan, before or after they did their work.

The plan follows from a seed and from the arguments of a call, not from its time: the same seed fails
the same calls, in whichever order threads make them.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from dragoman import ports
from dragoman.errors import (
    DeliveryUnavailable,
    EngineFailed,
    Gone,
    StorageUnavailable,
    Throttled,
    UnspeakableText,
    WorkflowUnavailable,
)


class Crash(BaseException):
    """The process is killed at this point: no handler catches it."""


_STORAGE: Final = (StorageUnavailable, Throttled, Crash)
TROUBLE: Final[dict[type, tuple[type[BaseException], ...]]] = {
    ports.Messages: _STORAGE,
    ports.Connections: _STORAGE,
    ports.Rooms: _STORAGE,
    ports.AudioStore: _STORAGE,
    ports.Notifier: (Throttled, DeliveryUnavailable, Gone, Crash),
    ports.Usage: _STORAGE,
    ports.Workflow: (Throttled, WorkflowUnavailable, Crash),
    ports.SpeechToText: (EngineFailed, Crash),
    ports.Translator: (EngineFailed, Crash),
    ports.Synthesizer: (EngineFailed, UnspeakableText, Crash),
}
"""The errors of each port."""
_SAFE: Final = {"url", "upload_form", "quality", "warm"}
"""Methods that call no service."""


class Faults:
    """The plan. `rate` is the share of calls that fail."""

    def __init__(self, seed: object, rate: float) -> None:
        self.rate = rate
        self.struck: Counter[str] = Counter()
        self._seed = seed
        self._asked: Counter[str] = Counter()

    def chance(self, *what: object) -> random.Random:
        """The random numbers for the n-th call with these arguments."""
        key = "/".join(map(str, what))
        self._asked[key] += 1
        return random.Random(f"{self._seed}/{key}/{self._asked[key]}")  # noqa: S311

    def strike(self, kind: str) -> None:
        self.struck[kind] += 1


class Faulty:
    """A port that fails by the plan. Other attributes pass through."""

    def __init__(self, real: Any, port: type, faults: Faults) -> None:
        self.real = real
        self._port = port
        self._faults = faults

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.real, name)
        if name.startswith("_") or name in _SAFE or name not in vars(self._port):
            return method

        def asked(*args: Any, **kwargs: Any) -> Any:
            simple = [arg for arg in args if isinstance(arg, str | int)]
            chance = self._faults.chance(self._port.__name__, name, *simple)
            if chance.random() >= self._faults.rate:
                return method(*args, **kwargs)
            error = chance.choice(TROUBLE[self._port])
            self._faults.strike(error.__name__)
            if chance.random() < 0.5:
                raise error
            return _done_and(error, method(*args, **kwargs))

        return asked


def _done_and(error: type[BaseException], result: Any) -> Any:
    """The work is done, and the caller sees only the error."""
    if isinstance(result, Iterator):
        return _first_and(error, result)
    raise error


def _first_and(error: type[BaseException], results: Iterator[Any]) -> Iterator[Any]:
    yield next(results)
    raise error
