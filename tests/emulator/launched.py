"""`make run`, as a person starts it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence

from infra.local.paths import REPOSITORY

END_LIMIT_S = 20


class Launched:
    """`python -m infra.local run`, and the lines it printed until it was ready."""

    def __init__(
        self,
        *options: str,
        environment: Mapping[str, str] | None = None,
        before: Sequence[str] = (),
    ) -> None:
        """`before` is a command that runs it, such as in a network namespace."""
        self.process = subprocess.Popen(
            [*before, sys.executable, "-m", "infra.local", "run", *options],
            cwd=REPOSITORY,
            env={**os.environ, **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said = list(self._lines_until("Ctrl-C"))
        self.url = next((line for line in self.said if line.startswith("http://")), "")

    def interrupt(self) -> tuple[int, str]:
        """Interrupts it; returns its exit code and its standard error."""
        self.process.send_signal(signal.SIGINT)
        return self._end()

    def kill(self) -> None:
        """Kills it, as a failing machine would."""
        self.process.kill()
        self._end()

    def _end(self) -> tuple[int, str]:
        _, complaints = self.process.communicate(timeout=END_LIMIT_S)
        return self.process.returncode, complaints

    def _lines_until(self, last: str) -> Iterator[str]:
        for line in self.process.stdout or ():
            yield line.strip()
            if last in line:
                return
