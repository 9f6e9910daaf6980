"""Starts every function before the first request, and reports functions that cannot start."""

import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from infra.local.emulator import Emulator

WARM: Final[dict[str, list[str]]] = {"warm": []}
"""The warm-up event: every handler loads what it needs. An empty list means all languages."""
HEAVY_MB: Final = 1024
"""Functions of this size or more load models, one after the other, as each uses every core."""
ENVIRONMENTS: Final = 2
"""Processes of each heavy function: two voices, or two segments, are processed at once. With fewer, the
others start when they are needed."""
WARM_LIMIT_S: Final = 180.0

Report = Callable[[str], None]


class FunctionCannotStart(RuntimeError):
    """A function failed during its warm-up; the message has its error and its output."""


def warm(emulator: Emulator, report: Report, environments: int = ENVIRONMENTS) -> None:
    """Warms every function up. Raises FunctionCannotStart."""
    functions = emulator.client("lambda").list_functions()["Functions"]
    light = [f["FunctionName"] for f in functions if f["MemorySize"] < HEAVY_MB]
    heavy = [f["FunctionName"] for f in functions if f["MemorySize"] >= HEAVY_MB]
    with ThreadPoolExecutor(max_workers=2) as pool:
        _finish(pool.map(lambda name: _warm_one(emulator, name), light))
        for name in heavy:
            report(f"Loading {_name(name)}")
            _finish(pool.map(lambda name: _warm_one(emulator, name), [name] * environments))


def _finish(results: Iterable[None]) -> None:
    for _ in results:
        pass


def _warm_one(emulator: Emulator, function: str) -> None:
    client = emulator.clients.client("lambda", read_timeout_s=WARM_LIMIT_S)
    answer = client.invoke(FunctionName=function, Payload=json.dumps(WARM))
    if "FunctionError" in answer:
        raise FunctionCannotStart(
            _failure_message(emulator, function, json.load(answer["Payload"]))
        )


def _failure_message(emulator: Emulator, function: str, error: Any) -> str:
    error_line = f"{error.get('errorType')}: {error.get('errorMessage')}"
    output = emulator.function_log(function)
    return "\n".join(
        part
        for part in (
            f"{_name(function)} cannot start. {error_line}",
            output and f"It printed:\n{output}",
        )
        if part
    )


def _name(function: str) -> str:
    """The function's folder: `transcribe` for `Dragoman-TranscribeFunction1A2B-XYZ`."""
    for part in function.split("-"):
        if "Function" in part:
            return part.split("Function")[0].lower()
    return function
