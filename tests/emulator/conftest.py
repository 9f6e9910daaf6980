"""What tests of the emulator itself ask for."""

import pytest

from infra.local.emulator import Emulator
from tests.emulator.probe import Probe


@pytest.fixture(scope="session")
def probe(emulator: Emulator) -> Probe:
    """A WebSocket API whose routes say what reached them, and a function that does as told."""
    return Probe(emulator)
