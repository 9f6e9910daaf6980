"""The emulator as a child process that cannot outlive us, nor leave a function behind."""

import contextlib
import http.client
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self

from infra.local import environment
from infra.local.aws import Services
from infra.local.places import BUILD, HOST, LOGS, REPOSITORY
from infra.local.ports import is_free

START_LIMIT_S = 30.0
STOP_LIMIT_S = 8.0
ADVICE = "LAMBDA_WARNING"
"""Marks what the runtime client says of every failure: long, and of no help here."""
HEALTH = "/_ministack/health"


class EmulatorError(RuntimeError):
    """The emulator did not start, or is gone."""


class Emulator:
    """One emulator on one port, with nothing deployed."""

    def __init__(self, port: int, verbose: bool = False, logs: Path | None = None) -> None:
        self.port = port
        self.services = Services(f"http://{HOST}:{port}")
        self.logs = logs or LOGS / str(port)
        """`emulator.log`, and one file for each function."""
        self._verbose = verbose
        self._temporary = BUILD / "emulator" / str(port)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def endpoint(self) -> str:
        return self.services.endpoint

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """Of its process, which leads the group in which all functions run."""
        return self._process.pid if self._process else None

    def client(self, service: str) -> Any:
        """A boto3 client of this emulator."""
        return self.services.client(service)

    def start(self) -> None:
        """Returns when it answers. Raises EmulatorError."""
        _forget_killed(self._temporary.parent)
        for directory in (self._temporary, self.logs):
            shutil.rmtree(directory, ignore_errors=True)
            directory.mkdir(parents=True)
        command = [sys.executable, "-m", "infra.local.gateway", f"--port={self.port}"]
        command.append(f"--logs={self.logs}")
        if self._verbose:
            command.append("--echo")
        with (self.logs / "emulator.log").open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=REPOSITORY,
                env=environment.of_gateway(self.port, self._temporary),
                # Held open by us alone: it ends when we do, and so does the emulator.
                stdin=subprocess.PIPE,
                stdout=None if self._verbose else log,
                stderr=log,
                # A group of its own: all functions are in it, and Ctrl-C is not sent to it.
                start_new_session=True,
            )
        self._wait_until_it_answers()

    def stop(self) -> None:
        """Ends the emulator and every function. Does nothing the second time."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        process.terminate() if process.poll() is None else None
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_LIMIT_S)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        shutil.rmtree(self._temporary, ignore_errors=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def function_log(self, function: str, lines: int = 20) -> str:
        """The last lines a function printed."""
        printed = _tail(self.logs / f"{function}.log", lines)
        return "\n".join(line for line in printed.splitlines() if ADVICE not in line)

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_LIMIT_S
        while time.monotonic() < deadline and self.running:
            if self._answers():
                return
            time.sleep(0.02)
        said = _tail(self.logs / "emulator.log", 15)
        self.stop()
        raise EmulatorError(f"The emulator did not start on port {self.port}.\n{said}")

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=2)
        try:
            connection.request("GET", HEALTH)
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()


def _forget_killed(folder: Path) -> None:
    """Removes what emulators left that had no time to: named by their ports, long silent."""
    for left in folder.glob("[0-9]*"):
        if time.time() - left.stat().st_mtime > 3600 and is_free(int(left.name)):
            shutil.rmtree(left, ignore_errors=True)


def _tail(path: Path, lines: int) -> str:
    if not path.exists():
        return ""
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])
