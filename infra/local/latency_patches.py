"""Patches that remove MiniStack's own delays.

AWS has none of these delays. With them, measurements would describe the emulator, not the product.
"""

import sys
import time
from types import CodeType
from typing import Any

from infra.local.patch import Patch, SetAttribute

# --- 150 ms before every execution --------------------------------------------------------------


class PauselessClock:
    """The `time` module, except that `sleep` returns at once in one function."""

    def __init__(self, sleeper: CodeType) -> None:
        self._sleeper = sleeper
        self.skipped_s: list[float] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)

    def sleep(self, seconds: float) -> None:
        if sys._getframe(1).f_code is self._sleeper:
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

    def build_unbuffered(worker: Any, generation: int, pending: Any) -> Any:
        handler = build(worker, generation, pending)
        handler.disable_nagle_algorithm = True
        handler.wbufsize = -1
        return handler

    set_attribute(ProvidedWorker, "_build_handler_class", build_unbuffered)


# --- Up to 50 ms on every invocation, waiting for a line of log -------------------------------------


def _drain_logs_without_waiting(set_attribute: SetAttribute) -> None:
    from ministack.core.lambda_runtime import ProvidedWorker

    drain = ProvidedWorker._drain_stderr_bounded

    def drain_at_once(worker: Any, **waits: float) -> Any:
        # Waits are given only after a failed start, when the output explains the failure.
        return drain(worker, **waits) if waits else worker._drain_stderr()

    set_attribute(ProvidedWorker, "_drain_stderr_bounded", drain_at_once)


PATCHES = (
    Patch(
        target="ministack.services.stepfunctions:_run_execution",
        purpose="start an execution without its pause of 150 ms",
        fingerprint="996dff84e0e0605a",
        apply=_start_executions_at_once,
    ),
    Patch(
        target="ministack.core.lambda_runtime:ProvidedWorker._build_handler_class",
        purpose="send the headers and body of an event in one packet: separately, the second waits "
        "about 40 ms for the acknowledgement of the first",
        fingerprint="806d5b8e506093e3",
        apply=_answer_in_one_packet,
    ),
    Patch(
        target="ministack.core.lambda_runtime:Worker._drain_stderr_bounded",
        purpose="answer without waiting 5 to 50 ms for log lines, which FunctionLogs keeps",
        fingerprint="3fd7cc742872e604",
        apply=_drain_logs_without_waiting,
    ),
)
