"""The emulator, bare and with our stack on it. Each starts once, on free ports, and is all ours.

With DRAGOMAN_ENDPOINT_URL the stack is the one deployed there, and tests that need an emulator of
their own (`embedded`: they end processes and read what functions print) are left out.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local import ports
from infra.local.deployed import Deployed
from infra.local.emulator import Emulator
from infra.local.places import LOGS
from infra.local.stack import LocalStack

ELSEWHERE = os.environ.get("DRAGOMAN_ENDPOINT_URL", "")


@pytest.fixture(scope="session")
def stack() -> Iterator[Deployed]:
    """Everything as deployed, warm."""
    if ELSEWHERE:
        yield Deployed.at(ELSEWHERE)
        return
    with LocalStack(logs=_logs("stack")) as started:
        yield started


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    """With nothing deployed."""
    with Emulator(ports.any_free(), logs=_logs("emulator")) as started:
        yield started


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not ELSEWHERE:
        return
    embedded = pytest.mark.skip(reason="needs an emulator of its own")
    for item in items:
        if item.get_closest_marker("embedded") or "emulator" in getattr(item, "fixturenames", ()):
            item.add_marker(embedded)


def _logs(of: str) -> Path:
    """Two suites may run side by side."""
    return LOGS / f"tests-{of}-{os.getpid()}"
