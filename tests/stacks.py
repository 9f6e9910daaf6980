"""Fixtures of the emulator, bare and with our stack, each started once on free ports.

With DRAGOMAN_ENDPOINT_URL, tests use the stack deployed there. Tests marked `embedded` are skipped:
they need an emulator of their own, because they end processes or read the output of functions.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from dragoman.models.store import PackStore
from infra.local import ports
from infra.local.deployed_stack import DeployedStack
from infra.local.emulator import Emulator
from infra.local.paths import LOGS
from infra.local.stack import EmulatedStack
from tests.emulator import iam_replay
from tests.emulator.iam_replay import deployed_permissions, not_allowed, recorded_calls
from tests.packs import with_quick_voices

ELSEWHERE = os.environ.get("DRAGOMAN_ENDPOINT_URL", "")


@contextmanager
def recorded_stack(
    packs: PackStore, languages: Sequence[str], logs: Path, **options: Any
) -> Iterator[EmulatedStack]:
    """A stack with these packs. At its end, every AWS call of its functions must have been allowed by
    their policies."""
    started = EmulatedStack(languages=languages, logs=logs, **options)
    with pytest.MonkeyPatch.context() as environment:
        for name, value in iam_replay.ENVIRONMENT.items():
            environment.setenv(name, value)
        environment.setenv("DRAGOMAN_MODELS_DIR", str(packs.root))
        started.start()
    try:
        yield started
        calls, permissions = recorded_calls(started), deployed_permissions(started)
        assert not_allowed(calls, permissions) == []
    finally:
        started.stop()


@pytest.fixture(scope="session")
def stack() -> Iterator[DeployedStack]:
    """The whole stack, deployed and warmed up, with the voices that are computed quickly."""
    if ELSEWHERE:
        yield DeployedStack.at(ELSEWHERE)
        return
    with recorded_stack(with_quick_voices(), ("en", "pt"), _logs("stack")) as started:
        yield started


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
