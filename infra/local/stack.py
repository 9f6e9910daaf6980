"""Our whole stack on an emulator of its own: for `run`, `demo` and tests."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

from infra.local import ports
from infra.local.deploy import deploy
from infra.local.deployed import Deployed
from infra.local.emulator import Emulator
from infra.local.synthesis import is_ready, synthesize
from infra.local.warm import warm

Say = Callable[[str], None]


def _silence(_: str) -> None:
    pass


class LocalStack(Deployed):
    """Starts, deploys and warms; stops without leaving a process behind.

    >>> with LocalStack() as stack:
    ...     stack.websocket_url, stack.http_url, stack.client("dynamodb"), stack.outputs["AudioBucketName"]
    """

    def __init__(
        self,
        port: int | None = None,
        languages: Sequence[str] = ("en", "pt"),
        verbose: bool = False,
        say: Say = _silence,
        logs: Path | None = None,
    ) -> None:
        self.emulator = Emulator(port or ports.any_free(), verbose, logs)
        super().__init__(self.emulator.services, languages)
        self._say = say

    @property
    def running(self) -> bool:
        return self.emulator.running

    def start(self) -> Self:
        """Returns when every function has answered.

        Raises EmulatorError, SynthesisError, DeployError or FunctionCannotStart, with nothing left
        running.
        """
        try:
            if not is_ready(self.languages):
                self._say("Synthesizing the stack (again only when its sources change)")
            synthesized = synthesize(self.languages)
            self._say("Starting the emulator and deploying to it")
            self.emulator.start()
            self.outputs = deploy(self.emulator.services, synthesized, self.emulator.port)
            self._say("Starting the functions")
            warm(self.emulator, self._say)
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        self.emulator.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
