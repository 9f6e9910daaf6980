"""The functions: their settings, and their packages on each target."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from dragoman.models.names import pack_from_name
from dragoman.models.resolve import packs_of
from dragoman.settings import Settings
from tests.infra.template import Template

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted(path.name for path in (ROOT / "functions").iterdir() if path.is_dir())
FUNCTIONS = sorted([*FOLDERS, "captions"])
MODEL_FUNCTIONS = {"transcribe", "captions", "translate", "synthesize"}
CONNECTIONS = {"DRAGOMAN_CONNECTIONS_TABLE"}
ROOMS = {"DRAGOMAN_ROOMS_TABLE", "DRAGOMAN_CALLBACK_URL"}
MESSAGES = {"DRAGOMAN_MESSAGES_TABLE", "DRAGOMAN_CALLBACK_URL"}
AUDIO = {"DRAGOMAN_AUDIO_BUCKET"}
LANGUAGES = {"DRAGOMAN_LANGUAGES"}
USAGE = {"DRAGOMAN_USAGE_TABLE"}
TICKETS = {"DRAGOMAN_TICKET_KEY_SECRET"} | USAGE
MODELS = {"DRAGOMAN_MODELS_DIR", "DRAGOMAN_THREADS"} | LANGUAGES
TOLD = {
    "authorize": TICKETS | {"DRAGOMAN_ALLOWED_ORIGINS"},
    "connect": CONNECTIONS,
    "disconnect": CONNECTIONS | ROOMS,
    "accept": CONNECTIONS
    | MESSAGES
    | ROOMS
    | AUDIO
    | LANGUAGES
    | USAGE
    | {"DRAGOMAN_STATE_MACHINE_ARN", "DRAGOMAN_MODEL_FUNCTIONS", "DRAGOMAN_CAPTIONS_FUNCTION"},
    "transcribe": MESSAGES | ROOMS | AUDIO | MODELS,
    "captions": {"DRAGOMAN_CALLBACK_URL", "DRAGOMAN_TRANSLATE_FUNCTION"} | MODELS,
    "translate": MESSAGES | ROOMS | MODELS,
    "synthesize": MESSAGES | ROOMS | AUDIO | MODELS,
    "complete": MESSAGES | ROOMS | AUDIO | USAGE,
    "fail": MESSAGES | ROOMS | AUDIO | USAGE,
    "http": TICKETS | ROOMS | MESSAGES | AUDIO | LANGUAGES | {"DRAGOMAN_STATE_MACHINE_ARN"},
    "sweep": CONNECTIONS | ROOMS | MESSAGES | AUDIO,
}


def test_every_folder_is_deployed_exactly_once(template: Template) -> None:
    assert sorted(template.functions) == FUNCTIONS
    # By the CDK, to fill the site and to empty the bucket of audio.
    brought = 2 if template.target == "aws" else 0
    assert len(template.of("Lambda::Function")) == len(FUNCTIONS) + brought


def test_a_function_has_the_settings_that_it_uses_only(template: Template) -> None:
    for function, expected in TOLD.items():
        settings = {name for name in template.environment(function) if name.startswith("DRAGOMAN_")}
        local = {"DRAGOMAN_PYTHON", _packs_told(function, template)}
        if (function, template.target) == ("translate", "emulator"):
            local.add("DRAGOMAN_MEMORY_DIR")  # the user's translation memory on this machine
        assert settings - local == expected, function


def _packs_told(function: str, template: Template) -> str:
    """The setting from which functions without models know the available packs."""
    if function not in ("accept", "http"):
        return ""
    return "DRAGOMAN_MODELS_DIR" if template.target == "emulator" else "DRAGOMAN_PACKS"


def test_functions_that_offer_languages_know_the_available_packs(template: Template) -> None:
    for function in ("accept", "http"):
        assert template.environment(function)[_packs_told(function, template)]


def test_accept_offers_the_packs_in_the_images(aws: Template) -> None:
    settings = aws.environment("accept")["DRAGOMAN_PACKS"].split(",")
    assert settings == [pack.name for pack in packs_of(["en,pt"])]


def test_chosen_packs_are_in_the_images_and_offered(choose: Callable[..., Template]) -> None:
    template = choose(packs="voice:pt_BR-faber-medium,whisper-small")
    built_in = {pack.name for pack in packs_of(["en,pt"])}
    assert template.packs_in_images - built_in == {"piper-pt_BR-faber-medium", "whisper-small"}
    for function in ("accept", "http"):
        settings = template.environment(function)["DRAGOMAN_PACKS"].split(",")
        assert set(settings) == template.packs_in_images, function
    assert all(pack_from_name(name) for name in settings)


def test_every_environment_variable_is_a_known_setting(template: Template) -> None:
    known = {f"DRAGOMAN_{field.upper()}" for field in Settings.model_fields} | {"DRAGOMAN_PYTHON"}
    for function in FUNCTIONS:
        settings = {name for name in template.environment(function) if name.startswith("DRAGOMAN_")}
        assert settings <= known


def test_references_lead_to_the_right_resources(template: Template) -> None:
    settings = template.environment("accept")
    assert settings["DRAGOMAN_CONNECTIONS_TABLE"] == "<table connections>"
    assert settings["DRAGOMAN_MESSAGES_TABLE"] == "<table messages>"
    assert settings["DRAGOMAN_AUDIO_BUCKET"] == "<bucket>"
    assert settings["DRAGOMAN_STATE_MACHINE_ARN"] == "<statemachine>"
    assert settings["DRAGOMAN_USAGE_TABLE"] == "<table usages>"


def test_numpy_has_one_thread_in_model_functions(template: Template) -> None:
    settings = {name for name in FUNCTIONS if "OPENBLAS_NUM_THREADS" in template.environment(name)}
    assert settings == MODEL_FUNCTIONS


def test_logs_expire_after_a_week_and_are_deleted_with_the_stack(template: Template) -> None:
    groups = template.of("Logs::LogGroup")
    assert {group["RetentionInDays"] for group in groups.values()} == {7}
    assert template.policy_of_removal("Logs::LogGroup") == {"Delete"}
    used = {
        function["LoggingConfig"]["LogGroup"]["Ref"] for function in template.functions.values()
    }
    assert len(used) == len(FUNCTIONS)
    assert used <= set(groups)


# --- On AWS -------------------------------------------------------------------------------------


def test_light_functions_are_zips_with_the_core_and_its_dependencies(aws: Template) -> None:
    for name in set(FUNCTIONS) - MODEL_FUNCTIONS:
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


def test_a_model_has_one_thread_per_core_of_its_function(aws: Template) -> None:
    for name in MODEL_FUNCTIONS:
        cores = aws.functions[name]["MemorySize"] / 1769
        assert abs(int(aws.environment(name)["DRAGOMAN_THREADS"]) - cores) <= 0.5


def test_memory_is_within_the_quota_of_a_new_account(aws: Template) -> None:
    assert max(function["MemorySize"] for function in aws.functions.values()) <= 3008


# --- On the emulator ----------------------------------------------------------------------------


def test_the_emulator_runs_this_python_on_this_source_tree(emulator: Template) -> None:
    for name in FUNCTIONS:
        assert emulator.functions[name]["Runtime"] == "provided.al2023"
        assert "Layers" not in emulator.functions[name]
        assert emulator.environment(name)["DRAGOMAN_PYTHON"] == sys.executable
        # The emulator's tests put a folder before it.
        python_path = emulator.environment(name)["PYTHONPATH"].split(os.pathsep)
        assert python_path[-1] == str(ROOT / "layers/core/python")


def test_a_model_on_the_emulator_has_a_thread_for_each_core_of_this_machine(
    emulator: Template,
) -> None:
    for name in MODEL_FUNCTIONS:
        assert emulator.environment(name)["DRAGOMAN_THREADS"] == str(Settings().threads)


def test_an_emulated_package_is_the_handlers_and_their_bootstrap(emulator: Template) -> None:
    for name in FUNCTIONS:
        package = emulator.folder / f"asset.{_asset(emulator, name)}"
        source = ROOT / "functions" / ("transcribe" if name == "captions" else name)
        handlers = {path.name: path.read_text() for path in source.glob("*.py")}
        assert {path.name for path in package.iterdir()} == {"bootstrap", *handlers}
        assert os.access(package / "bootstrap", os.X_OK)
        assert all((package / name).read_text() == text for name, text in handlers.items())


def test_captions_give_way_to_other_functions_on_the_emulator(emulator: Template) -> None:
    nice = {
        name
        for name in FUNCTIONS
        if "nice" in (emulator.folder / f"asset.{_asset(emulator, name)}" / "bootstrap").read_text()
    }
    assert nice == {"captions"}


def test_captions_share_the_image_of_transcribe(aws: Template) -> None:
    transcribe, captions = (aws.functions[name] for name in ("transcribe", "captions"))
    assert captions["Code"] == transcribe["Code"]
    assert captions["ImageConfig"] == {"Command": ["captions.handler"]}


def test_processes_of_a_function_are_limited_on_the_emulator(emulator: Template) -> None:
    bounds = {
        name: function["ReservedConcurrentExecutions"]
        for name, function in emulator.functions.items()
    }
    assert {bounds[name] for name in MODEL_FUNCTIONS - {"captions"}} == {2}
    assert bounds["captions"] == 1  # it remembers what it heard
    assert max(bounds.values()) == bounds["accept"] == 8


def _asset(template: Template, function: str) -> str:
    return str(template.functions[function]["Code"]["S3Key"]).removesuffix(".zip")


def test_model_functions_report_nothing_to_the_makers_of_their_libraries(
    template: Template,
) -> None:
    for name in MODEL_FUNCTIONS:
        assert template.environment(name)["ORT_DISABLE_TELEMETRY"] == "1"


def test_arm64_functions_name_the_kernels_that_lambda_hides(aws: Template) -> None:
    named = {name for name in FUNCTIONS if "RUY_PATHS" in aws.environment(name)}
    assert named == set(MODEL_FUNCTIONS)
