"""The emulator's process: MiniStack with our patches and limits, served by hypercorn.

`emulator` starts it. It leads the process group in which all functions run. It ends, and ends them,
on SIGTERM and when its parent process is gone, because its standard input then reaches its end.
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

from infra.local import (
    concurrency_queue,
    history_limits,
    latency_patches,
    runtime_api_guard,
    service_limits,
    websocket_frame_limits,
)
from infra.local.account import HOST
from infra.local.function_logs import FunctionLogs, WriteLine, function_output
from infra.local.patch import Patch, apply_all
from infra.local.request_guard import RequestGuard
from infra.local.websocket_limits import MESSAGE_LIMIT_BYTES, ApiGatewayLimits

END_LIMIT_S = 2.0
"""The time for sockets and functions to end by themselves before they are killed."""
PING_INTERVAL_S = 20.0
"""The interval of pings, which detect half-open sockets."""


def _ending() -> asyncio.Event:
    """An event that is set when the process has to end."""
    loop, ended = asyncio.get_running_loop(), asyncio.Event()

    def read_stdin() -> None:
        if not os.read(sys.stdin.fileno(), 1024):
            loop.remove_reader(sys.stdin.fileno())
            ended.set()

    loop.add_reader(sys.stdin.fileno(), read_stdin)
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    loop.add_signal_handler(signal.SIGINT, ended.set)
    return ended


async def _until_ended() -> None:
    """Returns when the process has to end, after the functions have ended.

    The server waits for answers of busy functions, so they must end first.
    """
    await _ending().wait()
    limit = threading.Timer(END_LIMIT_S, _end_group)
    limit.daemon = True
    limit.start()
    await asyncio.to_thread(_end_functions)


async def _serve(port: int, page_origin: str) -> None:
    from ministack.app import app

    config = Config()
    config.bind = [f"{HOST}:{port}"]
    config.loglevel = "WARNING"
    config.keep_alive_timeout = 75
    config.graceful_timeout = 0.5
    config.websocket_ping_interval = PING_INTERVAL_S
    config.websocket_max_message_size = MESSAGE_LIMIT_BYTES
    secret_key = os.environ["AWS_SECRET_ACCESS_KEY"]
    guarded = RequestGuard(ApiGatewayLimits(app), page_origin=page_origin, secret_key=secret_key)
    await serve(guarded, config, shutdown_trigger=_until_ended)


def all_patches(write: WriteLine) -> tuple[Patch, ...]:
    """Every patch of MiniStack and hypercorn. `write` receives the output of functions."""
    output = function_output(write)
    return (
        *latency_patches.PATCHES,
        output,
        *websocket_frame_limits.PATCHES,
        *service_limits.PATCHES,
        *concurrency_queue.PATCHES,
        *runtime_api_guard.PATCHES,
        *history_limits.PATCHES,
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="infra.local.ministack_server")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--logs", type=Path, required=True)
    parser.add_argument("--page-origin", required=True)
    parser.add_argument("--echo", action="store_true")
    options = parser.parse_args()
    logs = FunctionLogs(options.logs, options.echo)
    apply_all(all_patches(logs.write))
    try:
        asyncio.run(_serve(options.port, options.page_origin))
    finally:
        _end_functions()
        _end_group()


def _end_functions() -> None:
    from ministack.core import lambda_runtime

    lambda_runtime.reset()


def _end_group() -> None:
    """Kills this process and everything that functions have started."""
    if os.getpgrp() == os.getpid():
        sys.stdout.flush()
        sys.stderr.flush()
        os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    main()
