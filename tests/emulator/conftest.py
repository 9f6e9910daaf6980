"""Fixtures for tests of the emulator itself."""

from collections.abc import Iterator

import pytest

from infra.local import ports
from infra.local.deployed_stack import DeployedStack
from infra.local.emulator import Emulator
from infra.local.page_server import PageServer
from infra.local.paths import LOGS
from infra.local.stack import EmulatedStack
from tests.emulator.probe import Probe
from tests.packs import with_spanish
from tests.stacks import recorded_stack


@pytest.fixture(scope="session")
def probe(emulator: Emulator) -> Probe:
    """A WebSocket API that echoes what reached its routes, and a function that follows orders."""
    return Probe(emulator)


@pytest.fixture(scope="session")
def url(stack: DeployedStack) -> Iterator[str]:
    """The URL of a page with the service's config.json."""
    place = (stack.websocket_url, stack.http_url, stack.languages)
    with PageServer(ports.any_free(), *place) as page:
        yield page.url


@pytest.fixture(scope="session")
def spanish() -> Iterator[EmulatedStack]:
    """A stack for English, Portuguese and Spanish, with the packs of tests/packs besides all built-in
    ones."""
    languages, logs = ("en", "pt", "es"), LOGS / "tests-languages"
    with recorded_stack(with_spanish(), languages, logs, environments=1) as started:
        yield started
