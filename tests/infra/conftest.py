"""Synthesis takes seconds: once a target and session."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from infra.app import synthesize
from infra.aws import AwsTarget
from infra.options import Options
from tests.infra.template import Template

Choose = Callable[..., Template]


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
        target = AwsTarget(web_app=web_app) if name == "aws" else name
        return Template(name, synthesize(target, tmp_path_factory.mktemp(name)))

    return cache(synthesized)


@pytest.fixture(scope="session")
def choose(tmp_path_factory: pytest.TempPathFactory, web_app: Path) -> Choose:
    """What is synthesized for AWS by whoever chooses these options."""

    def chosen(**told: Any) -> Template:
        options = Options.told(told)
        target = AwsTarget(options, web_app)
        return Template("aws", synthesize(target, tmp_path_factory.mktemp("chosen"), options))

    return chosen


@pytest.fixture(params=["aws", "emulator"])
def template(request: pytest.FixtureRequest, synthesized: Callable[[str], Template]) -> Template:
    """Of each target in turn."""
    return synthesized(request.param)


@pytest.fixture
def aws(synthesized: Callable[[str], Template]) -> Template:
    return synthesized("aws")


@pytest.fixture
def emulator(synthesized: Callable[[str], Template]) -> Template:
    return synthesized("emulator")
