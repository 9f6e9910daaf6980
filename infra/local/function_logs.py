"""The output of functions: one log file for each, and the terminal on request."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from infra.local.patch import Patch, SetAttribute


class FunctionLogs:
    """One log file for each function; with `echo`, the terminal too."""

    def __init__(self, directory: Path, echo: bool) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._directory = directory
        self._echo = echo

    def write(self, function: str, line: bytes) -> None:
        with (self._directory / f"{function}.log").open("ab") as log:
            log.write(line)
        if self._echo:
            sys.stdout.buffer.write(f"{function} | ".encode() + line)
            sys.stdout.buffer.flush()


WriteLine = Callable[[str, bytes], None]
"""Receives a function's name and a line of its output."""


class _Lines(Protocol):
    def readline(self) -> bytes: ...
    def close(self) -> None: ...


class _Copied:
    """A stream of lines that passes a copy of each line on."""

    def __init__(self, lines: _Lines, copy: Callable[[bytes], None]) -> None:
        self._lines = lines
        self._copy = copy

    def readline(self) -> bytes:
        line = self._lines.readline()
        if line:
            self._copy(line)
        return line

    def close(self) -> None:
        self._lines.close()


def function_output(write: WriteLine) -> Patch:
    """A patch that passes every line of output to `write`, besides the emulator's log groups."""

    def apply(set_attribute: SetAttribute) -> None:
        from ministack.core.lambda_runtime import ProvidedWorker

        pump = ProvidedWorker._pump_output

        def pump_and_keep(worker: Any, stream: _Lines, log_queue: Any) -> None:
            copied = _Copied(stream, lambda line: write(worker.func_name, line))
            pump(worker, copied, log_queue)

        set_attribute(ProvidedWorker, "_pump_output", pump_and_keep)

    return Patch(
        target="ministack.core.lambda_runtime:ProvidedWorker._pump_output",
        purpose="keep the output of each function in a file",
        fingerprint="0ee89e67e92686b1",
        apply=apply,
    )
