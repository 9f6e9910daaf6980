"""The emulator's process: MiniStack in-process, without its delays, within AWS's limits.

Started by `emulator`, never by hand. It leads a process group in which all functions run. It ends,
and ends them, when told to (SIGTERM) and when whoever started it is gone: then its standard input
ends, however abruptly that happened.
"""

import argparse
import asyncio
import os
import signal
import sys
import threading
from pathlib import Path

from hypercorn.asyncio import serve
from hypercorn.config import Config

from infra.local import frames, patches, retention, service_limits, turns
from infra.local.limits import MESSAGE_LIMIT_BYTES, ApiGatewayLimits
from infra.local.patching import Patch, apply_all
from infra.local.places import HOST

END_LIMIT_S = 2.0
"""For clients to be told and functions to end by themselves, before all are made to."""
PING_INTERVAL_S = 20.0
"""Finds sockets whose other end is gone without having said so."""


class FunctionLogs:
    """One file a function, and the terminal too when asked."""

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


def _ending() -> asyncio.Event:
    """Set when it is time to end."""
    loop, ended = asyncio.get_running_loop(), asyncio.Event()

    def read_on() -> None:
        if not os.read(sys.stdin.fileno(), 1024):
            loop.remove_reader(sys.stdin.fileno())
            ended.set()

    loop.add_reader(sys.stdin.fileno(), read_on)
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    loop.add_signal_handler(signal.SIGINT, ended.set)
    return ended


async def _until_ended() -> None:
    """Functions end first: the gateway waits for the answers of those that are busy."""
    await _ending().wait()
    limit = threading.Timer(END_LIMIT_S, _end_group)
    limit.daemon = True
    limit.start()
    await asyncio.to_thread(_end_functions)


async def _serve(port: int) -> None:
    from ministack.app import app

    config = Config()
    config.bind = [f"{HOST}:{port}"]
    config.loglevel = "WARNING"
    config.keep_alive_timeout = 75
    config.graceful_timeout = 0.5
    config.websocket_ping_interval = PING_INTERVAL_S
    config.websocket_max_message_size = MESSAGE_LIMIT_BYTES
    await serve(ApiGatewayLimits(app), config, shutdown_trigger=_until_ended)


def all_patches(write: patches.WriteLine) -> tuple[Patch, ...]:
    """`write` takes what functions print."""
    output = patches.function_output(write)
    return (
        *patches.DELAYS,
        output,
        *frames.PATCHES,
        *service_limits.PATCHES,
        *turns.PATCHES,
        *retention.PATCHES,
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="infra.local.gateway")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--logs", type=Path, required=True)
    parser.add_argument("--echo", action="store_true")
    options = parser.parse_args()
    logs = FunctionLogs(options.logs, options.echo)
    apply_all(all_patches(logs.write))
    try:
        asyncio.run(_serve(options.port))
    finally:
        _end_functions()
        _end_group()


def _end_functions() -> None:
    from ministack.core import lambda_runtime

    lambda_runtime.reset()


def _end_group() -> None:
    """Ends what functions started and left behind, and this process."""
    if os.getpgrp() == os.getpid():
        sys.stdout.flush()
        sys.stderr.flush()
        os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    main()
