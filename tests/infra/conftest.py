"""Synthesis takes seconds: once a target and session."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from infra.app import TARGETS, synthesize
from infra.aws import AwsTarget
from tests.infra.template import Template


@pytest.fixture(scope="session")
def web_app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What building the web app leaves, but small."""
    folder = tmp_path_factory.mktemp("dist")
    (folder / "assets").mkdir()
    (folder / "assets" / "index-C0FFEE.js").write_text("hello")
    (folder / "index.html").write_text("<!doctype html>")
    (folder / "icon.svg").write_text("<svg/>")
    return folder


@pytest.fixture(scope="session")
def synthesized(
    tmp_path_factory: pytest.TempPathFactory, web_app: Path
) -> Callable[[str], Template]:
    def synthesized(name: str) -> Template:
        target = AwsTarget(web_app) if name == "aws" else name
        return Template(name, synthesize(target, tmp_path_factory.mktemp(name)))

    return cache(synthesized)


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
