"""Synthesized templates. Synthesis takes seconds, so each target is synthesized once a session."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from infra.app import synthesize
from infra.aws_target import AwsTarget
from infra.options import Options
from tests.infra.template import Template

Choose = Callable[..., Template]


@pytest.fixture(scope="session")
def web_app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small folder in the form of the built web app."""
    folder = tmp_path_factory.mktemp("dist")
    (folder / "assets").mkdir()
    (folder / "assets" / "index-C0FFEE.js").write_text("hello")
    (folder / "index.html").write_text("<!doctype html>")
    (folder / "icon.svg").write_text("<svg/>")
    (folder / "docs" / "assets").mkdir(parents=True)
    (folder / "docs" / "index.html").write_text("<!doctype html>")
    (folder / "docs" / "assets" / "main.css").write_text("")
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
    """Synthesizes the template for AWS with options."""

    def chosen(**context: Any) -> Template:
        options = Options.parse(context)
        target = AwsTarget(options, web_app)
        return Template("aws", synthesize(target, tmp_path_factory.mktemp("chosen"), options))

    return chosen


@pytest.fixture(params=["aws", "emulator"])
def template(request: pytest.FixtureRequest, synthesized: Callable[[str], Template]) -> Template:
    """The template of each target in turn."""
    return synthesized(request.param)


@pytest.fixture
def aws(synthesized: Callable[[str], Template]) -> Template:
    return synthesized("aws")


@pytest.fixture
def emulator(synthesized: Callable[[str], Template]) -> Template:
    return synthesized("emulator")
