"""`python -m infra.local run`: the stack, its page, and the file by which clients find it."""

import contextlib
import os
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import NoReturn

import segno

from infra.local import ports, running_service
from infra.local.deployed_stack import DeployedStack
from infra.local.lan.address import lan_address
from infra.local.lan.gateway import AUTHORITY_PATH, Backend
from infra.local.lan.server import LanService, lan_service
from infra.local.page_server import PageServer, page_url
from infra.local.running_service import RunningService
from infra.local.stack import EmulatedStack

WATCH_S = 0.5


class AlreadyRunning(RuntimeError):
    """A healthy service runs on this machine already."""


class EmulatorDied(RuntimeError):
    """The emulator has ended unexpectedly."""


@dataclass(frozen=True)
class Options:
    port: int = 8080
    """The port of the page."""
    emulator_port: int = 4566
    """The port of the emulator."""
    languages: Sequence[str] = ("en", "pt")
    verbose: bool = False
    """Whether to show the output of the functions."""
    endpoint_url: str = ""
    """The endpoint of a stack that is deployed elsewhere."""
    lan: str | None = None
    """The address for other devices on the local network; empty for that of the default route."""
    lan_port: int = 8443


@dataclass(frozen=True)
class Service:
    url: str
    stack: EmulatedStack
    lan: LanService | None = None


def run(options: Options) -> None:
    """Runs until interrupted. Raises AlreadyRunning, EmulatorDied and what `service` raises."""
    if found := running_service.find_healthy():
        raise AlreadyRunning(f"Already running at {found.url} (process {found.pid}).")
    with service(options) as started:
        source, target = (*options.languages, *options.languages)[:2]
        report(f"\n{started.url}\n")
        report(f"Open it, or:  .venv/bin/dragoman translate FILE --from {source} --to {target}")
        if started.lan:
            _report_lan(started.lan)
        report(f"Functions print to {started.stack.emulator.logs}. Ctrl-C ends everything.")
        while started.stack.running:
            time.sleep(WATCH_S)
        raise EmulatorDied(f"The emulator ended. See {started.stack.emulator.logs}/emulator.log")


def page(options: Options) -> NoReturn:
    """Serves the page until interrupted. Raises NotDeployed and NoFreePort."""
    stack = DeployedStack.at(options.endpoint_url)
    port = _choose("page", options.port)
    with PageServer(port, stack.websocket_url, stack.http_url, stack.languages) as served:
        report(f"\n{served.url}\n")
        while True:
            time.sleep(WATCH_S)


@contextlib.contextmanager
def service(options: Options) -> Iterator[Service]:
    """The whole stack with its page; everything ends on exit.

    Raises what EmulatedStack.start raises, NoFreePort and NoLanAddress.
    """
    address = None if options.lan is None else lan_address(options.lan)
    emulator_port = _choose("emulator", options.emulator_port)
    page_port = _choose("page", options.port, emulator_port)
    with (
        EmulatedStack(
            emulator_port, options.languages, options.verbose, report, page_port=page_port
        ) as stack,
        _lan(options, address, stack) as lan,
        PageServer(
            page_port,
            stack.websocket_url,
            stack.http_url,
            stack.languages,
            public_url=lan.urls[0] if lan else None,
        ) as page,
    ):
        running = RunningService(page.url, os.getpid(), str(stack.emulator.logs))
        running.write()
        try:
            yield Service(page.url, stack, lan)
        finally:
            running.remove()
            ignore_interruptions()


@contextlib.contextmanager
def _lan(
    options: Options, address: IPv4Address | None, stack: EmulatedStack
) -> Iterator[LanService | None]:
    if address is None:
        yield None
        return
    backend = Backend.of(stack, page_url(stack.page_port))
    with lan_service(address, options.lan_port, backend) as lan:
        yield lan


def _report_lan(lan: LanService) -> None:
    """Prints the addresses for other devices, as a QR code too, and the certificate they need."""
    report("\nOther devices on this network: scan the code, or open")
    for url in lan.urls:
        report(f"  {url}")
    segno.make(lan.urls[0], micro=False).terminal(compact=True)
    report(f"They have to trust the certificate {lan.urls[0]}{AUTHORITY_PATH} (docs/lan.md).")
    report(f"Its SHA-256: {lan.certificates.fingerprint}\n")


def report(line: str) -> None:
    print(line, flush=True)


def interruptible() -> None:
    """Turns SIGTERM and a closed terminal into KeyboardInterrupt, as Ctrl-C is."""

    def interrupt(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    for request in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(request, interrupt)


def ignore_interruptions() -> None:
    """Ignores further interruptions, so that they do not stop the cleanup."""
    for request in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(request, signal.SIG_IGN)


def _choose(what: str, wanted: int, *avoided: int) -> int:
    chosen = ports.next_free(wanted, *avoided)
    if chosen != wanted:
        report(f"Port {wanted} is taken: the {what} is on {chosen}.")
    return chosen
