"""Fixtures of unit tests."""

import pytest

from dragoman.protocol import Job
from tests.unit.world import World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def job(world: World) -> Job:
    """An accepted segment with a stored recording of "Good morning."."""
    return world.claimed()
