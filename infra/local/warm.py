"""Starts every function before anyone waits for it, and finds out early which cannot start."""

import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from infra.local.emulator import Emulator

WARM: Final[dict[str, list[str]]] = {"warm": []}
"""What every handler understands as "load what you need, do nothing"; no languages means all."""
HEAVY_MB: Final = 1024
"""Functions of this size and over load models, one at a time: each takes every core it gets."""
ENVIRONMENTS: Final = 2
"""How many of a heavy function are kept warm: two voices are made at once, and two segments heard."""
WARM_LIMIT_S: Final = 180.0

Say = Callable[[str], None]


class FunctionCannotStart(RuntimeError):
    """A function failed when warmed; says why in its own words."""


def warm(emulator: Emulator, say: Say) -> None:
    """Returns when every function has answered. Raises FunctionCannotStart."""
    functions = emulator.client("lambda").list_functions()["Functions"]
    light = [f["FunctionName"] for f in functions if f["MemorySize"] < HEAVY_MB]
    heavy = [f["FunctionName"] for f in functions if f["MemorySize"] >= HEAVY_MB]
    with ThreadPoolExecutor(max_workers=2) as pool:
        _finish(pool.map(lambda name: _warm_one(emulator, name), light))
        for name in heavy:
            say(f"Loading {_plain(name)}")
            _finish(pool.map(lambda name: _warm_one(emulator, name), [name] * ENVIRONMENTS))


def _finish(results: Iterable[None]) -> None:
    for _ in results:
        pass


def _warm_one(emulator: Emulator, function: str) -> None:
    client = emulator.services.client("lambda", read_timeout_s=WARM_LIMIT_S)
    answer = client.invoke(FunctionName=function, Payload=json.dumps(WARM))
    if "FunctionError" in answer:
        raise FunctionCannotStart(_complaint(emulator, function, json.load(answer["Payload"])))


def _complaint(emulator: Emulator, function: str, error: Any) -> str:
    raised = f"{error.get('errorType')}: {error.get('errorMessage')}"
    said = emulator.function_log(function)
    return "\n".join(
        part
        for part in (f"{_plain(function)} cannot start. {raised}", said and f"It printed:\n{said}")
        if part
    )


def _plain(function: str) -> str:
    """`Dragoman-TranscribeFunction1A2B-XYZ` is the function of `transcribe`."""
    for part in function.split("-"):
        if "Function" in part:
            return part.split("Function")[0].lower()
    return function
