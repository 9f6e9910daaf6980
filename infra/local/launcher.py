"""The running service: the stack, its page, and the note by which the client finds it."""

import contextlib
import os
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn

from infra.local import ports, running
from infra.local.deployed import Deployed
from infra.local.page_server import PageServer
from infra.local.running import Running
from infra.local.stack import LocalStack

WATCH_S = 0.5


class AlreadyRunning(RuntimeError):
    """A healthy service of ours is here."""


class EmulatorDied(RuntimeError):
    """The emulator ended though nobody asked it to."""


@dataclass(frozen=True)
class Options:
    port: int = 8080
    """Of the page."""
    gateway_port: int = 4566
    """Of the emulator."""
    languages: Sequence[str] = ("en", "pt")
    verbose: bool = False
    """Show what the functions print."""
    endpoint_url: str = ""
    """Of a stack that is deployed elsewhere."""


@dataclass(frozen=True)
class Service:
    url: str
    stack: LocalStack


def run(options: Options) -> None:
    """Stays until interrupted. Raises AlreadyRunning, EmulatorDied and what `service` raises."""
    if found := running.healthy():
        raise AlreadyRunning(f"Already running at {found.url} (process {found.pid}).")
    with service(options) as started:
        source, target = (*options.languages, *options.languages)[:2]
        say(f"\n{started.url}\n")
        say(f"Open it, or:  .venv/bin/dragoman translate FILE --from {source} --to {target}")
        say(f"Functions print to {started.stack.emulator.logs}. Ctrl-C ends everything.")
        while started.stack.running:
            time.sleep(WATCH_S)
        raise EmulatorDied(f"The emulator ended. See {started.stack.emulator.logs}/emulator.log")


def page(options: Options) -> NoReturn:
    """Stays until interrupted. Raises NotDeployed and NoFreePort."""
    stack = Deployed.at(options.endpoint_url)
    port = _choose("page", options.port)
    with PageServer(port, stack.websocket_url, stack.http_url, stack.languages) as served:
        say(f"\n{served.url}\n")
        while True:
            time.sleep(WATCH_S)


@contextlib.contextmanager
def service(options: Options) -> Iterator[Service]:
    """Everything up on entry, everything gone on exit.

    Raises what LocalStack.start raises, and NoFreePort.
    """
    gateway_port = _choose("gateway", options.gateway_port)
    page_port = _choose("page", options.port, gateway_port)
    with (
        LocalStack(gateway_port, options.languages, options.verbose, say) as stack,
        PageServer(page_port, stack.websocket_url, stack.http_url, stack.languages) as page,
    ):
        note = Running(page.url, os.getpid(), str(stack.emulator.logs))
        note.note()
        try:
            yield Service(page.url, stack)
        finally:
            note.forget()
            ignore_interruptions()


def say(line: str) -> None:
    print(line, flush=True)


def interruptible() -> None:
    """Makes a request to end (SIGTERM, a closed terminal) what Ctrl-C is: KeyboardInterrupt."""

    def interrupt(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    for request in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(request, interrupt)


def ignore_interruptions() -> None:
    """From here on nothing but cleaning up remains, and a second Ctrl-C must not stop that."""
    for request in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(request, signal.SIG_IGN)


def _choose(what: str, wanted: int, *avoided: int) -> int:
    chosen = ports.free_from(wanted, *avoided)
    if chosen != wanted:
        say(f"Port {wanted} is taken: the {what} is on {chosen}.")
    return chosen
