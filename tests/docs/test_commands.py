"""Commands in the documents name targets, options and modules that exist, and links lead somewhere."""

import os
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from dragoman.client.cli import app
from infra.target import ROOT
from tests.infra.drawing import draw
from tests.infra.template import Template

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)


def console_commands() -> list[str]:
    """The commands of fenced blocks, without prompts, comments and assignments."""
    found = []
    for page in PAGES:
        for block in re.findall(
            r"^```console\n(.*?)^```", page.read_text(), re.DOTALL | re.MULTILINE
        ):
            found += re.findall(r"^\$ (.*)$", block, re.MULTILINE)
    return list(dict.fromkeys(_bare(command) for command in found))


def inline_commands() -> list[str]:
    """The commands in sentences and tables: inline code that starts with one of our commands and
    has arguments."""
    code = [
        span
        for page in PAGES
        for span in re.findall(r"`([^`\n]+)`", FENCED.sub("", page.read_text()))
    ]
    said = (_bare(span) for span in code)
    return sorted({c for c in said if re.match(r"(make [a-z]|dragoman (?!models$)|python -m )", c)})


def _bare(command: str) -> str:
    command = re.sub(r"\s+# .*$", "", command)
    command = re.sub(r"^(?:[A-Z_]+=\S+ )+", "", command)
    return command.replace(".venv/bin/", "").strip()


COMMANDS = list(dict.fromkeys([*console_commands(), *inline_commands()]))


def make_targets() -> list[str]:
    """The make targets in the documents."""
    text = "\n".join(page.read_text() for page in PAGES)
    return sorted(set(re.findall(r"(?:`|\$ )make ([a-z][a-z-]*)", text)))


def test_the_documents_have_commands() -> None:
    assert len(console_commands()) > 10
    assert len(inline_commands()) > 30


def _options(words: list[str]) -> set[str]:
    """The options of the subcommand that the words name."""
    command: Any = typer.main.get_command(app)
    for word in words:
        if not hasattr(command, "commands"):
            break
        command = command.commands[word]
    return {name for parameter in command.params for name in parameter.opts} | {"--help"}


@pytest.mark.parametrize("line", [line for line in COMMANDS if line.startswith("dragoman ")])
def test_a_dragoman_command_and_its_options_exist(line: str) -> None:
    words = shlex.split(line)[1:]
    assert {word for word in words if word.startswith("--")} <= _options(words)


def made(*words: str) -> str:
    """The output of make, without the variables of an outer make."""
    alone = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(
        ["make", *words], cwd=ROOT, env=alone, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def planned(*words: str) -> str:
    """The commands that make would run."""
    return made("-n", *words)


@pytest.mark.parametrize("target", make_targets())
def test_every_make_target_in_the_documents_exists(target: str) -> None:
    assert planned(target)
    assert re.search(rf"^{target} ", made("help"), re.MULTILINE), f"{target} is in no help"


@pytest.mark.parametrize(
    "command", [command for command in COMMANDS if command.startswith("make ")]
)
def test_make_accepts_every_command_in_the_documents(command: str) -> None:
    assert planned(*shlex.split(command)[1:])


def test_a_stage_and_options_reach_the_cdk() -> None:
    line = planned("deploy", "STAGE=prod", "CDK_OPTIONS=-c audio_s_per_day=60").splitlines()[-1]
    assert shlex.split(line)[1:] == [
        "deploy", "-c", "target=aws", "-c", "stage=prod", "-c", "audio_s_per_day=60",
        "-c", "protected=true",
    ]  # fmt: skip


def test_only_prod_is_protected_after_its_deployment() -> None:
    assert "protected=true" not in planned("deploy", "STAGE=dev")


@pytest.mark.parametrize("module", sorted({*re.findall(
    r"python -m ([a-z_.]+)", "\n".join(page.read_text() for page in PAGES))}))  # fmt: skip
def test_every_module_in_the_documents_exists(module: str) -> None:
    path = ROOT / module.replace(".", "/")
    assert path.with_suffix(".py").exists() or (path / "__main__.py").exists()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_the_documents_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)[^)]*\)|src=\"([^\"]+)\"", page.read_text()):
        target = "".join(link)
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), target


# --- What is drawn ------------------------------------------------------------------------------


def test_the_drawing_of_the_flow_is_up_to_date(emulator: Template) -> None:
    """When this fails, run `python -m tests.infra.drawing`."""
    assert draw(emulator.definition) in (ROOT / "docs" / "architecture.md").read_text()


def test_every_function_is_in_the_picture() -> None:
    drawing = (ROOT / "docs" / "architecture.md").read_text().split("```")[1]
    for handler in (ROOT / "functions").glob("*/handler.py"):
        assert re.search(rf"\b{handler.parent.name}\b", drawing), handler.parent.name


# --- LocalStack ---------------------------------------------------------------------------------


def test_localstack_takes_its_token_from_the_environment_alone() -> None:
    compose = yaml.safe_load((ROOT / "infra" / "localstack.compose.yaml").read_text())
    (service,) = compose["services"].values()
    assert service["environment"]["LOCALSTACK_AUTH_TOKEN"].startswith("${LOCALSTACK_AUTH_TOKEN:?")
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
