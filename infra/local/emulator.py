"""The emulator as a child process. It ends with this process and ends all its functions."""

import contextlib
import http.client
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self

from infra.emulator_ids import PAGE_ORIGIN
from infra.local.account import HOST
from infra.local.aws_clients import AwsClients
from infra.local.environment import emulated_aws, emulator_environment
from infra.local.paths import BUILD, LOGS, REPOSITORY
from infra.local.ports import is_free

START_LIMIT_S = 30.0
STOP_LIMIT_S = 8.0
ADVICE = "LAMBDA_WARNING"
"""Marks the advice that the runtime client prints after every failure."""
HEALTH = "/_ministack/health"


class EmulatorError(RuntimeError):
    """The emulator did not start."""


class Emulator:
    """An emulator on one port, with nothing deployed."""

    def __init__(
        self,
        port: int,
        verbose: bool = False,
        logs: Path | None = None,
        page_origin: str = PAGE_ORIGIN,
    ) -> None:
        self.port = port
        self.page_origin = page_origin
        """The only origin from which web pages may call the emulator."""
        self._secret_key = secrets.token_urlsafe(32)
        self.clients = AwsClients(f"http://{HOST}:{port}", self._secret_key)
        self.logs = logs or LOGS / str(port)
        """`emulator.log`, and one file for each function."""
        self._verbose = verbose
        self.temporary = BUILD / "emulator" / str(port)
        """The folder for temporary files of the emulator and its functions, removed on stop."""
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def endpoint(self) -> str:
        return self.clients.endpoint

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """The id of its process, which leads the process group of all functions."""
        return self._process.pid if self._process else None

    @property
    def credentials(self) -> dict[str, str]:
        """Environment variables with which an AWS client may call this emulator."""
        return emulated_aws(self.port, self._secret_key)

    def client(self, service: str) -> Any:
        """A boto3 client of this emulator."""
        return self.clients.client(service)

    def start(self) -> None:
        """Starts the emulator and waits until it answers. Raises EmulatorError."""
        _remove_leftovers(self.temporary.parent)
        for directory in (self.temporary, self.logs):
            shutil.rmtree(directory, ignore_errors=True)
            directory.mkdir(parents=True)
        command = [sys.executable, "-m", "infra.local.ministack_server", f"--port={self.port}"]
        command += [f"--logs={self.logs}", f"--page-origin={self.page_origin}"]
        if self._verbose:
            command.append("--echo")
        with (self.logs / "emulator.log").open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=REPOSITORY,
                env=emulator_environment(self.port, self._secret_key, self.temporary),
                # Only this process holds it open. When this process ends, the emulator reads the
                # end of the file and ends too.
                stdin=subprocess.PIPE,
                stdout=None if self._verbose else log,
                stderr=log,
                # A process group for all functions, to which the terminal sends no Ctrl-C.
                start_new_session=True,
            )
        self._wait_until_it_answers()

    def stop(self) -> None:
        """Ends the emulator and every function. A second call does nothing."""
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
        shutil.rmtree(self.temporary, ignore_errors=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def function_log(self, function: str, lines: int = 20) -> str:
        """The last lines that a function printed."""
        printed = _tail(self.logs / f"{function}.log", lines)
        return "\n".join(line for line in printed.splitlines() if ADVICE not in line)

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_LIMIT_S
        while time.monotonic() < deadline and self.running:
            if self._answers():
                return
            time.sleep(0.02)
        log = _tail(self.logs / "emulator.log", 15)
        self.stop()
        raise EmulatorError(f"The emulator did not start on port {self.port}.\n{log}")

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=2)
        try:
            connection.request("GET", HEALTH)
            return connection.getresponse().status == 403  # unsigned
        except OSError:
            return False
        finally:
            connection.close()


def _remove_leftovers(folder: Path) -> None:
    """Removes the folders of emulators that were killed. Folders are named by port."""
    for leftover in folder.glob("[0-9]*"):
        if time.time() - leftover.stat().st_mtime > 3600 and is_free(int(leftover.name)):
            shutil.rmtree(leftover, ignore_errors=True)


def _tail(path: Path, lines: int) -> str:
    if not path.exists():
        return ""
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])
