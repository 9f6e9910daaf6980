"""Every command in the documents, in a block, a table or a sentence, is run here, or by the test that
is named here for it, or is said here to be untried and why."""

import os
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
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
RUN_HERE = ("models list", "models verify")
"""What `dragoman` is asked to do that takes no time and changes nothing."""
TESTED = {
    "make run LANGS=en,pt,es": "tests/emulator/test_languages.py::test_every_pair_is_offered_and_the_way_through_english_told",
    "make chaos": "tests/chaos/test_chaos.py::test_whatever_fails_no_promise_is_broken",
    "make fuzz": "tests/fuzz/test_fuzz.py::test_every_input_has_an_answer_or_a_typed_error",
    "make cost": "tests/unit/client/test_cost.py::test_the_page_is_what_the_model_says",
    "dragoman models list --available": "tests/unit/models/test_models_cli.py::test_what_is_available_is_listed_with_where_and_under_which_licence_it_comes",
    "dragoman models list --json": "tests/unit/models/test_models_cli.py::test_list_tells_every_pack_before_anything_is_installed",
    "dragoman models add es": "tests/contracts/test_pack_sources.py::test_an_added_pack_holds_exactly_the_published_files",
    "dragoman models add en-es": "tests/contracts/test_pack_sources.py::test_an_added_pack_holds_exactly_the_published_files",
    "dragoman models add voice": "tests/contracts/test_pack_sources.py::test_an_added_pack_holds_exactly_the_published_files",
    "dragoman models add ./translate-en_es-1_9.argosmodel": "tests/contracts/test_argos.py::test_a_package_is_installed_from_its_file_listed_and_removed",
    "dragoman models add es --from": "tests/unit/models/test_models_cli.py::test_packs_carried_in_a_folder",
    "dragoman models where": "tests/unit/models/test_models_cli.py::test_add_verify_where_remove",
    "dragoman models remove": "tests/unit/models/test_models_cli.py::test_add_verify_where_remove",
    "dragoman cost --json": "tests/unit/client/test_cost.py::test_the_command_prints_figures_for_programs",
    "dragoman cost --stats": "tests/unit/client/test_cost.py::test_durations_can_be_ones_own",
    "dragoman stats --json": "tests/unit/client/test_stats.py::test_the_command_prints_json",
    "python -m web.scripts.protocol": "tests/browser/test_protocol_ts.py::test_protocol_ts_is_what_the_service_says",
    "python -m tests.infra.drawing": "tests/docs/test_commands.py::test_the_flow_is_drawn_as_it_is_deployed",
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
    "make demo": "its parts are tested: the stack, and `dragoman translate` in each direction and mode",
    "make test": "runs these",
    "make check": "runs beside these",
    "make clean": "would take away what these run with",
    "make lock": "asks a registry for the newest of everything",
    "make chaos CHAOS=--emulator": "kills processes of a whole stack for minutes; the story is the same",
    "make load": "wants the machine for itself for minutes; `busy` is tested without it",
    "make bench": "measures, and wants the machine for itself",
    "make measure": "measures, and wants the machine for itself",
    "make quality": "takes minutes; that a drop is told is tested without it",
    "python -m tests.bench.argos": "measures; what it measures is tested by tests/contracts/test_argos.py",
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


def inline_commands() -> list[str]:
    """Of sentences and tables: code that begins with a command of ours and says what it shall do."""
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
    """Named anywhere in the documents."""
    text = "\n".join(page.read_text() for page in PAGES)
    return sorted(set(re.findall(r"(?:`|\$ )make ([a-z][a-z-]*)", text)))


def begins(command: str) -> str | None:
    """The longest of the known beginnings."""
    known = [*TESTED, *UNTRIED]
    fitting = [words for words in known if re.match(rf"{re.escape(words)}(?![\w-])", command)]
    return max(fitting, key=len, default=None)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_covered(command: str) -> None:
    cheap = command.startswith("dragoman ") and command.removeprefix("dragoman ") in RUN_HERE
    assert cheap != (begins(command) is not None), f"say in this file how `{command}` is tested"


def test_there_are_commands_to_cover() -> None:
    assert len(console_commands()) > 10
    assert len(inline_commands()) > 30
    assert not TESTED.keys() & UNTRIED.keys()
    used = {begins(command) for command in COMMANDS}
    assert TESTED.keys() | UNTRIED.keys() == used - {None}, "some are in no document any more"


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


def made(*words: str) -> str:
    """What make prints, as one who was not itself started by make."""
    alone = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(
        ["make", *words], cwd=ROOT, env=alone, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def planned(*words: str) -> str:
    """What make would run."""
    return made("-n", *words)


@pytest.mark.parametrize("target", make_targets())
def test_what_is_to_be_made_can_be_made(target: str) -> None:
    assert planned(target)
    assert re.search(rf"^{target} ", made("help"), re.MULTILINE), f"{target} is in no help"


@pytest.mark.parametrize(
    "command", [command for command in COMMANDS if command.startswith("make ")]
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
