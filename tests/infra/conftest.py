"""Synthesis takes seconds: once a target and session."""

from collections.abc import Callable
from functools import cache

import pytest

from infra.app import TARGETS, synthesize
from tests.infra.template import Template


@pytest.fixture(scope="session")
def synthesized(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Template]:
    return cache(
        lambda target: Template(target, synthesize(target, tmp_path_factory.mktemp(target)))
    )


@pytest.fixture(params=TARGETS)
def template(request: pytest.FixtureRequest, synthesized: Callable[[str], Template]) -> Template:
    """Of each target in turn."""
    return synthesized(request.param)


@pytest.fixture
def aws(synthesized: Callable[[str], Template]) -> Template:
    return synthesized("aws")


@pytest.fixture
def emulator(synthesized: Callable[[str], Template]) -> Template:
    return synthesized("emulator")
