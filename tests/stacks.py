"""Fixtures of the emulator, bare and with our stack, each started once on free ports.

With DRAGOMAN_ENDPOINT_URL, tests use the stack deployed there. Tests marked `embedded` are skipped:
they need an emulator of their own, because they end processes or read the output of functions.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local import ports
from infra.local.deployed_stack import DeployedStack
from infra.local.emulator import Emulator
from infra.local.paths import LOGS
from infra.local.stack import EmulatedStack
from tests.emulator import iam_replay
from tests.emulator.iam_replay import deployed_permissions, not_allowed, recorded_calls

ELSEWHERE = os.environ.get("DRAGOMAN_ENDPOINT_URL", "")


@pytest.fixture(scope="session")
def stack() -> Iterator[DeployedStack]:
    """The whole stack, deployed and warmed up."""
    if ELSEWHERE:
        yield DeployedStack.at(ELSEWHERE)
        return
    with pytest.MonkeyPatch.context() as patched:
        for name, value in iam_replay.ENVIRONMENT.items():
            patched.setenv(name, value)
        with EmulatedStack(logs=_logs("stack")) as started:
            yield started
            calls, permissions = recorded_calls(started), deployed_permissions(started)
            assert not_allowed(calls, permissions) == []


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    """An emulator with nothing deployed."""
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
    """A folder for logs of this process, as several suites may run at once."""
    return LOGS / f"tests-{of}-{os.getpid()}"
