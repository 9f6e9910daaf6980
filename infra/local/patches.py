"""Removes delays that are MiniStack's own, and brings its functions' output to where it is kept.

Each patch knows the source it was written for. AWS has none of these delays, so with them every
figure measured here would be the emulator's and not the product's.
"""

import sys
import time
from collections.abc import Callable
from types import CodeType
from typing import Any, Protocol

from infra.local.patching import Patch, SetAttribute

# --- 150 ms before every execution --------------------------------------------------------------


class PauselessClock:
    """The `time` module to one module, except that one function's sleep does not sleep."""

    def __init__(self, pausing: CodeType) -> None:
        self._pausing = pausing
        self.skipped_s: list[float] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)

    def sleep(self, seconds: float) -> None:
        if sys._getframe(1).f_code is self._pausing:
            self.skipped_s.append(seconds)
        else:
            time.sleep(seconds)


def _start_executions_at_once(set_attribute: SetAttribute) -> None:
    from ministack.services import stepfunctions

    clock = PauselessClock(stepfunctions._run_execution.__code__)
    set_attribute(stepfunctions, "time", clock)


# --- 40 ms on every invocation ------------------------------------------------------------------


def _answer_in_one_packet(set_attribute: SetAttribute) -> None:
    from ministack.core.lambda_runtime import ProvidedWorker

    build = ProvidedWorker._build_handler_class

    def build_prompt(worker: Any, generation: int, pending: Any) -> Any:
        handler = build(worker, generation, pending)
        handler.disable_nagle_algorithm = True
        handler.wbufsize = -1
        return handler

    set_attribute(ProvidedWorker, "_build_handler_class", build_prompt)


# --- Up to 50 ms on every invocation, waiting for a line of log -------------------------------------


def _take_the_log_there_is(set_attribute: SetAttribute) -> None:
    from ministack.core.lambda_runtime import ProvidedWorker

    drain = ProvidedWorker._drain_stderr_bounded

    def drain_at_once(worker: Any, **waits: float) -> Any:
        # Waits are given only when a function failed to start, where its last words matter.
        return drain(worker, **waits) if waits else worker._drain_stderr()

    set_attribute(ProvidedWorker, "_drain_stderr_bounded", drain_at_once)


DELAYS = (
    Patch(
        target="ministack.services.stepfunctions:_run_execution",
        purpose="start an execution without its pause of 150 ms",
        fingerprint="996dff84e0e0605a",
        apply=_start_executions_at_once,
    ),
    Patch(
        target="ministack.core.lambda_runtime:ProvidedWorker._build_handler_class",
        purpose="send the headers and body of an event together: apart, the second waits about 40 ms "
        "for the acknowledgement of the first",
        fingerprint="806d5b8e506093e3",
        apply=_answer_in_one_packet,
    ),
    Patch(
        target="ministack.core.lambda_runtime:Worker._drain_stderr_bounded",
        purpose="answer without waiting 5 to 50 ms for log lines, which are kept by another way",
        fingerprint="3fd7cc742872e604",
        apply=_take_the_log_there_is,
    ),
)


# --- Where functions' output goes ---------------------------------------------------------------

WriteLine = Callable[[str, bytes], None]
"""Takes a function's name and a line it printed."""


class _Lines(Protocol):
    def readline(self) -> bytes: ...
    def close(self) -> None: ...


class _Copied:
    """A stream of lines that also hands each line on."""

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
    """Hands every line a function prints to `write`, beside the emulator's own log groups."""

    def apply(set_attribute: SetAttribute) -> None:
        from ministack.core.lambda_runtime import ProvidedWorker

        pump = ProvidedWorker._pump_output

        def pump_and_keep(worker: Any, stream: _Lines, log_queue: Any) -> None:
            copied = _Copied(stream, lambda line: write(worker.func_name, line))
            pump(worker, copied, log_queue)

        set_attribute(ProvidedWorker, "_pump_output", pump_and_keep)

    return Patch(
        target="ministack.core.lambda_runtime:ProvidedWorker._pump_output",
        purpose="keep what functions print in a file each",
        fingerprint="0ee89e67e92686b1",
        apply=apply,
    )
