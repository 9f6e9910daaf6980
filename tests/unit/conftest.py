"""What unit tests may ask for."""

import pytest

from dragoman.protocol import Job
from tests.unit.world import World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def job(world: World) -> Job:
    """Accepted, its recording of "Good morning." stored, nothing said since."""
    return world.claimed()
