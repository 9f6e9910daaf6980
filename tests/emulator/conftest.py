"""Fixtures for tests of the emulator itself."""

import pytest

from infra.local.emulator import Emulator
from tests.emulator.probe import Probe


@pytest.fixture(scope="session")
def probe(emulator: Emulator) -> Probe:
    """A WebSocket API that echoes what reached its routes, and a function that follows orders."""
    return Probe(emulator)
