"""Every command in the documents is run here, or by the test that is named here for it."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest
import yaml

from infra.target import ROOT
from tests.infra.drawing import draw
from tests.infra.template import Template

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
RUN_HERE = ("models list", "models verify")
"""What `dragoman` is asked to do that takes no time and changes nothing."""
TESTED = {
    "make run": "tests/emulator/test_launcher.py::test_it_runs_beside_whoever_has_its_ports_and_ends_without_a_trace",
    "make synth": "tests/infra/test_nag.py::test_cloudformation_will_take_it",
    "make deploy-localstack": "tests/emulator/test_elsewhere.py::test_a_message_is_interpreted_there",
    "dragoman translate FILE --from auto": "tests/emulator/test_conversation.py::test_the_language_may_be_left_to_the_service",
    "dragoman translate FILE --from pt --to en --live": "tests/emulator/test_conversation.py::test_speech_is_interpreted_while_it_goes_on",
    "dragoman translate FILE --to en --json": "tests/emulator/test_cli.py::test_json_is_an_event_a_line_and_then_a_summary",
    "dragoman translate FILE --from en": "tests/emulator/test_cli.py::test_a_person_reads_both_texts_and_where_the_voices_lie",
    "dragoman translate tests/speech": "tests/emulator/test_cli.py::test_a_person_reads_both_texts_and_where_the_voices_lie",
    "dragoman translate FILE --to en --voice": "tests/emulator/test_cli.py::test_who_listens_chooses_the_voice_and_its_speed",
    "dragoman stats": "tests/emulator/test_telemetry.py::test_stats_says_how_long_each_stage_took_and_waited",
    "dragoman cost": "tests/unit/client/test_cost.py::test_the_command_prints_the_page",
    "make screenshots": "tests/browser/test_screenshots.py::test_main_states",
    "python -m infra.local page": "tests/emulator/test_elsewhere.py::test_its_page_says_where_it_is",
    "pytest tests/emulator": "tests/emulator/test_elsewhere.py::test_a_message_is_interpreted_there",
    "curl -X DELETE": "tests/emulator/test_identity.py::test_whoever_is_forgotten_leaves_nothing_behind",
    "docker compose -f infra/localstack.compose.yaml": "tests/docs/test_commands.py::test_localstack_takes_its_token_from_the_environment_alone",
}
"""Commands that take long, by how they begin, and the test that does the same."""
UNTRIED = {
    "make bootstrap": "needs an AWS account",
    "make deploy": "needs an AWS account",
    "make destroy": "needs an AWS account",
    "make web": "is made before any test begins",
    "cd web && npm test": "is run beside these",
    "pytest tests/browser": "is where the browser is tested",
    "export LOCALSTACK_AUTH_TOKEN": "is a secret of whoever has one",
}
"""And those that no test of this suite can run; what `make` would do is looked at all the same."""


def console_commands() -> list[str]:
    """Of the fenced blocks, without prompts, remarks and assignments."""
    found = []
    for page in PAGES:
        for block in re.findall(
            r"^```console\n(.*?)^```", page.read_text(), re.DOTALL | re.MULTILINE
        ):
            found += re.findall(r"^\$ (.*)$", block, re.MULTILINE)
    return list(dict.fromkeys(_bare(command) for command in found))


def _bare(command: str) -> str:
    command = re.sub(r"\s+# .*$", "", command)
    command = re.sub(r"^(?:[A-Z_]+=\S+ )+", "", command)
    return command.replace(".venv/bin/", "").strip()


def make_targets() -> list[str]:
    """Named anywhere in the documents."""
    text = "\n".join(page.read_text() for page in PAGES)
    return sorted(set(re.findall(r"(?:`|\$ )make ([a-z][a-z-]*)", text)))


def begins(command: str, known: dict[str, str]) -> str | None:
    """The longest of the known beginnings."""
    fitting = [words for words in known if re.match(rf"{re.escape(words)}(?![\w-])", command)]
    return max(fitting, key=len, default=None)


@pytest.mark.parametrize("command", console_commands())
def test_a_command_is_covered(command: str) -> None:
    cheap = command.startswith("dragoman ") and command.removeprefix("dragoman ") in RUN_HERE
    ways = [cheap, begins(command, TESTED) is not None, begins(command, UNTRIED) is not None]
    assert sum(ways) == 1, f"say in this file how `{command}` is tested"


def test_there_are_commands_to_cover() -> None:
    assert len(console_commands()) > 10
    for known in (TESTED, UNTRIED):
        used = {begins(command, known) for command in console_commands()}
        assert set(known) == used - {None}, "some are in no document any more"


@pytest.mark.parametrize("test", sorted(set(TESTED.values())))
def test_the_test_that_is_named_exists(test: str) -> None:
    file, _, name = test.partition("::")
    assert re.search(rf"^def {name}\(", (ROOT / file).read_text(), re.MULTILINE)


@pytest.mark.models
@pytest.mark.parametrize("words", RUN_HERE)
def test_a_cheap_command_does_what_it_says(words: str) -> None:
    done = subprocess.run(
        [ROOT / ".venv" / "bin" / "dragoman", *words.split()],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "whisper-base" in done.stdout + done.stderr


def planned(*words: str) -> str:
    """What make would run."""
    done = subprocess.run(
        ["make", "-n", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("target", make_targets())
def test_what_is_to_be_made_can_be_made(target: str) -> None:
    assert planned(target)
    helped = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert re.search(rf"^{target} ", helped, re.MULTILINE), f"{target} is in no help"


@pytest.mark.parametrize(
    "command", [command for command in console_commands() if command.startswith("make ")]
)
def test_make_understands_the_command_as_written(command: str) -> None:
    assert planned(*shlex.split(command)[1:])


def test_a_stage_and_options_reach_the_cdk() -> None:
    line = planned("deploy", "STAGE=prod", "CDK_OPTIONS=-c audio_s_per_day=60").splitlines()[-1]
    said = shlex.split(line)
    assert said[1:] == [
        "deploy", "-c", "target=aws", "-c", "stage=prod", "-c", "audio_s_per_day=60",
    ]  # fmt: skip


@pytest.mark.parametrize("module", sorted({*re.findall(
    r"python -m ([a-z_.]+)", "\n".join(page.read_text() for page in PAGES))}))  # fmt: skip
def test_a_module_that_is_named_exists(module: str) -> None:
    path = ROOT / module.replace(".", "/")
    assert path.with_suffix(".py").exists() or (path / "__main__.py").exists()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_the_documents_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)[^)]*\)|src=\"([^\"]+)\"", page.read_text()):
        target = "".join(link)
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), target


# --- What is drawn ------------------------------------------------------------------------------


def test_the_flow_is_drawn_as_it_is_deployed(emulator: Template) -> None:
    """When this fails: `python -m tests.infra.drawing`."""
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
