"""The emulator, bare and with our stack on it. Each starts once, on free ports, and is all ours."""

from collections.abc import Iterator

import pytest

from infra.local import ports
from infra.local.emulator import Emulator
from infra.local.places import LOGS
from infra.local.stack import LocalStack


@pytest.fixture(scope="session")
def stack() -> Iterator[LocalStack]:
    """Everything as deployed, warm."""
    with LocalStack(logs=LOGS / "tests-stack") as started:
        yield started


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    """With nothing deployed."""
    with Emulator(ports.any_free(), logs=LOGS / "tests-emulator") as started:
        yield started
