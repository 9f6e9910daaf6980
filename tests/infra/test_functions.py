"""Each folder under functions/ is deployed, told what it needs, and packaged as its target asks."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from dragoman.models.names import named
from dragoman.models.resolve import packs_of
from dragoman.settings import Settings
from tests.infra.template import Template

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted(path.name for path in (ROOT / "functions").iterdir() if path.is_dir())
MODEL_FUNCTIONS = {"transcribe", "translate", "synthesize"}
CONNECTIONS = {"DRAGOMAN_CONNECTIONS_TABLE"}
MESSAGES = {"DRAGOMAN_MESSAGES_TABLE", "DRAGOMAN_CALLBACK_URL"}
AUDIO = {"DRAGOMAN_AUDIO_BUCKET"}
LANGUAGES = {"DRAGOMAN_LANGUAGES"}
USAGE = {"DRAGOMAN_USAGE_TABLE"}
TICKETS = {"DRAGOMAN_TICKET_KEY_SECRET"} | USAGE
MODELS = {"DRAGOMAN_MODELS_DIR", "DRAGOMAN_THREADS"} | LANGUAGES
TOLD = {
    "authorize": TICKETS | {"DRAGOMAN_ALLOWED_ORIGINS"},
    "connect": CONNECTIONS,
    "disconnect": CONNECTIONS,
    "accept": CONNECTIONS
    | MESSAGES
    | AUDIO
    | LANGUAGES
    | USAGE
    | {"DRAGOMAN_STATE_MACHINE_ARN", "DRAGOMAN_MODEL_FUNCTIONS"},
    "transcribe": MESSAGES | AUDIO | MODELS,
    "translate": MESSAGES | MODELS,
    "synthesize": MESSAGES | AUDIO | MODELS,
    "complete": MESSAGES | AUDIO | USAGE,
    "fail": MESSAGES | AUDIO | USAGE,
    "http": TICKETS | AUDIO | LANGUAGES | {"DRAGOMAN_MESSAGES_TABLE", "DRAGOMAN_STATE_MACHINE_ARN"},
    "sweep": CONNECTIONS | MESSAGES | AUDIO,
}


def test_every_folder_is_deployed_exactly_once(template: Template) -> None:
    assert sorted(template.functions) == FOLDERS
    # By the CDK, to fill the site and to empty the bucket of audio.
    brought = 2 if template.target == "aws" else 0
    assert len(template.of("Lambda::Function")) == len(FOLDERS) + brought


def test_a_function_is_told_what_it_uses_and_no_more(template: Template) -> None:
    for function, expected in TOLD.items():
        told = {name for name in template.environment(function) if name.startswith("DRAGOMAN_")}
        assert told - {"DRAGOMAN_PYTHON", _packs_told(function, template)} == expected, function


def _packs_told(function: str, template: Template) -> str:
    """How those that carry no model learn what they can offer."""
    if function not in ("accept", "http"):
        return ""
    return "DRAGOMAN_MODELS_DIR" if template.target == "emulator" else "DRAGOMAN_PACKS"


def test_those_who_offer_learn_what_there_is(template: Template) -> None:
    for function in ("accept", "http"):
        assert template.environment(function)[_packs_told(function, template)]


def test_accept_offers_what_the_images_carry(aws: Template) -> None:
    told = aws.environment("accept")["DRAGOMAN_PACKS"].split(",")
    assert told == [pack.name for pack in packs_of(["en,pt"])]


def test_chosen_packs_are_in_the_images_and_offered(choose: Callable[..., Template]) -> None:
    template = choose(packs="voice:pt_BR-faber-medium,whisper-small")
    built_in = {pack.name for pack in packs_of(["en,pt"])}
    assert template.packs_in_images - built_in == {"piper-pt_BR-faber-medium", "whisper-small"}
    for function in ("accept", "http"):
        told = template.environment(function)["DRAGOMAN_PACKS"].split(",")
        assert set(told) == template.packs_in_images, function
    assert all(named(name) for name in told)


def test_every_setting_is_one_that_settings_reads(template: Template) -> None:
    known = {f"DRAGOMAN_{field.upper()}" for field in Settings.model_fields} | {"DRAGOMAN_PYTHON"}
    for function in FOLDERS:
        told = {name for name in template.environment(function) if name.startswith("DRAGOMAN_")}
        assert told <= known


def test_references_lead_to_the_right_resources(template: Template) -> None:
    told = template.environment("accept")
    assert told["DRAGOMAN_CONNECTIONS_TABLE"] == "<table connections>"
    assert told["DRAGOMAN_MESSAGES_TABLE"] == "<table messages>"
    assert told["DRAGOMAN_AUDIO_BUCKET"] == "<bucket>"
    assert told["DRAGOMAN_STATE_MACHINE_ARN"] == "<statemachine>"
    assert told["DRAGOMAN_USAGE_TABLE"] == "<table usages>"


def test_the_numeric_library_of_a_model_function_has_one_thread(template: Template) -> None:
    told = {name for name in FOLDERS if "OPENBLAS_NUM_THREADS" in template.environment(name)}
    assert told == MODEL_FUNCTIONS


def test_logs_end_after_a_week_and_go_with_the_stack(template: Template) -> None:
    groups = template.of("Logs::LogGroup")
    assert {group["RetentionInDays"] for group in groups.values()} == {7}
    assert template.policy_of_removal("Logs::LogGroup") == {"Delete"}
    used = {
        function["LoggingConfig"]["LogGroup"]["Ref"] for function in template.functions.values()
    }
    assert len(used) == len(FOLDERS)
    assert used <= set(groups)


# --- On AWS -------------------------------------------------------------------------------------


def test_light_functions_are_zips_with_the_core_and_its_dependencies(aws: Template) -> None:
    for name in set(FOLDERS) - MODEL_FUNCTIONS:
        function = aws.functions[name]
        assert function["Runtime"] == "python3.13"
        assert function["Architectures"] == ["arm64"]
        assert function["Handler"] == "handler.handler"
        assert len(function["Layers"]) == 2
    assert len({str(function.get("Layers")) for function in aws.functions.values()}) == 2


def test_model_functions_are_images_with_models_inside(aws: Template) -> None:
    for name in MODEL_FUNCTIONS:
        assert aws.functions[name]["PackageType"] == "Image"
        assert aws.environment(name)["DRAGOMAN_MODELS_DIR"] == "/opt/models"


def test_a_model_has_as_many_threads_as_its_function_has_cores(aws: Template) -> None:
    for name in MODEL_FUNCTIONS:
        cores = aws.functions[name]["MemorySize"] / 1769
        assert abs(int(aws.environment(name)["DRAGOMAN_THREADS"]) - cores) <= 0.5


def test_nothing_asks_for_more_memory_than_a_new_account_grants(aws: Template) -> None:
    assert max(function["MemorySize"] for function in aws.functions.values()) <= 3008


# --- On the emulator ----------------------------------------------------------------------------


def test_the_emulator_runs_this_interpreter_on_this_code(emulator: Template) -> None:
    for name in FOLDERS:
        assert emulator.functions[name]["Runtime"] == "provided.al2023"
        assert "Layers" not in emulator.functions[name]
        assert emulator.environment(name)["DRAGOMAN_PYTHON"] == sys.executable
        assert emulator.environment(name)["PYTHONPATH"] == str(ROOT / "layers/core/python")


def test_a_model_on_the_emulator_has_a_thread_for_each_core_of_this_machine(
    emulator: Template,
) -> None:
    for name in MODEL_FUNCTIONS:
        assert emulator.environment(name)["DRAGOMAN_THREADS"] == str(Settings().threads)


def test_an_emulated_package_is_its_handler_and_a_script_that_starts_it(emulator: Template) -> None:
    for name in FOLDERS:
        package = emulator.folder / f"asset.{_asset(emulator, name)}"
        assert {path.name for path in package.iterdir()} == {"bootstrap", "handler.py"}
        assert os.access(package / "bootstrap", os.X_OK)
        handler = (package / "handler.py").read_text()
        assert handler == (ROOT / "functions" / name / "handler.py").read_text()


def test_the_emulator_starts_a_bounded_number_of_processes(emulator: Template) -> None:
    bounds = {
        name: function["ReservedConcurrentExecutions"]
        for name, function in emulator.functions.items()
    }
    assert {bounds[name] for name in MODEL_FUNCTIONS} == {2}
    assert max(bounds.values()) == bounds["accept"] == 8


def _asset(template: Template, function: str) -> str:
    return str(template.functions[function]["Code"]["S3Key"]).removesuffix(".zip")
