"""The whole stack on an emulator of its own, for `run`, `demo` and tests."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

from infra.local import ports
from infra.local.deploy import deploy
from infra.local.deployed_stack import DeployedStack
from infra.local.emulator import Emulator
from infra.local.synthesis import is_ready, synthesize
from infra.local.warm import ENVIRONMENTS, warm

Report = Callable[[str], None]


def _ignore(_: str) -> None:
    pass


class EmulatedStack(DeployedStack):
    """A stack that is deployed and warmed up on start, and leaves no process behind on stop.

    >>> with EmulatedStack() as stack:
    ...     stack.websocket_url, stack.http_url, stack.client("dynamodb"), stack.outputs["AudioBucketName"]
    """

    def __init__(
        self,
        port: int | None = None,
        languages: Sequence[str] = ("en", "pt"),
        verbose: bool = False,
        report: Report = _ignore,
        logs: Path | None = None,
        page_port: int | None = None,
        environments: int = ENVIRONMENTS,
    ) -> None:
        """`environments` is the number of processes that each function with models starts with."""
        self.page_port = page_port or ports.any_free()
        """The port of the only page that may use the stack."""
        self.page_origin = f"http://localhost:{self.page_port}"
        self.emulator = Emulator(port or ports.any_free(), verbose, logs, self.page_origin)
        super().__init__(self.emulator.clients, languages)
        self._report = report
        self._environments = environments

    @property
    def running(self) -> bool:
        return self.emulator.running

    def start(self) -> Self:
        """Starts the stack and waits until every function has answered.

        Raises EmulatorError, SynthesisError, DeployError or FunctionCannotStart, after ending
        everything that was started.
        """
        try:
            if not is_ready(self.languages):
                self._report("Synthesizing the stack (again only when its sources change)")
            synthesized = synthesize(self.languages)
            self._report("Starting the emulator and deploying to it")
            self.emulator.start()
            self.outputs = deploy(
                self.emulator.clients, synthesized, self.emulator.port, self.page_origin
            )
            self._report("Starting the functions")
            warm(self.emulator, self._report, self._environments)
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
