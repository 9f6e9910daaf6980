"""The packages in layers and images, and their pins."""

import re
import subprocess
import sys
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from infra import dependency_layer
from infra.dependency_layer import LayerNotBuilt, built_layer
from infra.pin_requirements import PYTHON, sources
from infra.target import ROOT

PIN = re.compile(r"^([a-z0-9-]+)==(\S+)(?!\S)(?! ; sys_platform == .never.)", re.MULTILINE)
IN_THE_RUNTIME = {"boto3", "botocore", "s3transfer", "python-dateutil", "six", "urllib3"}
ENGINES = {
    "transcribe": (
        "stt.pack_speech_to_text",
        "stt.silero",
        "stt.whisper.recognizer",
        "audio.codec",
    ),
    "translate": ("mt.pack_translator", "mt.bergamot", "mt.argos"),
    "synthesize": (
        "tts.pack_synthesizer",
        "tts.piper",
        "tts.kokoro.network",
        "tts.kokoro.engine",
        "tts.espeak",
        "audio.codec",
    ),
}
"""The adapters that a model function imports with its first event."""
OF_THE_FUNCTIONS = {
    "python_version": PYTHON,
    "python_full_version": f"{PYTHON}.0",
    "platform_machine": "aarch64",
}
LIGHT = ("accept", "authorize", "complete", "connect", "disconnect", "fail", "http", "sweep")


def pins(file: Path) -> set[tuple[str, str]]:
    return set(PIN.findall(file.read_text()))


def installed_by(package: str) -> set[str]:
    """The names of the packages pinned in a folder."""
    return {name for name, _ in pins(ROOT / package / "requirements.txt")}


@pytest.mark.parametrize("source", sources(), ids=lambda path: path.parent.name)
def test_a_package_installs_the_locked_versions(source: Path) -> None:
    """When this fails, run `python -m infra.pin_requirements`."""
    pinned = pins(source.with_suffix(".txt"))
    assert pinned <= pins(ROOT / "requirements.lock")
    names = {name for name, _ in pinned}
    asked = re.findall(r"^([a-z][a-z0-9-]+)", source.read_text(), re.MULTILINE)
    assert set(asked) <= names


@pytest.mark.parametrize("source", sources(), ids=lambda path: path.parent.name)
def test_a_package_installs_the_tested_versions(source: Path) -> None:
    """The functions run on a later Python than the tests, but with the same packages."""
    lines = source.with_suffix(".txt").read_text().replace("\\\n", " ").splitlines()
    requirements = [Requirement(line.split("--hash")[0]) for line in lines]
    deployed = {
        requirement.name: str(requirement.specifier)
        for requirement in requirements
        if requirement.marker is None or requirement.marker.evaluate(OF_THE_FUNCTIONS)
    }
    assert deployed == {name: f"=={version(name)}" for name in deployed} != {}


@pytest.mark.parametrize("function", LIGHT)
def test_a_light_function_imports_packages_of_its_layer_only(function: str) -> None:
    assert imported(function, "handler") <= installed_by("layers/dependencies") | IN_THE_RUNTIME


@pytest.mark.parametrize("function", ENGINES)
def test_a_model_function_imports_packages_of_its_image_only(function: str) -> None:
    adapters = [f"dragoman.{name}" for name in ENGINES[function]]
    loaded = imported(function, "handler", *adapters)
    assert loaded <= installed_by(f"functions/{function}") | IN_THE_RUNTIME


def test_the_models_command_imports_packages_of_the_pack_layer_only() -> None:
    assert imported("accept", "dragoman.models.cli") <= installed_by("layers/packs")


def imported(function: str, *modules: str) -> set[str]:
    """The distributions, except our own, that an import of these modules loads."""
    script = f"import sys; had = set(sys.modules); import {','.join(modules)}; print(*set(sys.modules) - had)"
    folder = ROOT / "functions" / function
    loaded = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=True
    )
    tops = {name.partition(".")[0] for name in loaded.stdout.split()}
    owners = packages_distributions()
    names = {name.lower().replace("_", "-") for top in tops for name in owners.get(top, [])}
    assert "dragoman" in names
    return names - {"dragoman"}


def test_a_layer_that_cannot_be_built_has_a_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    requirements = tmp_path / "requirements.txt"
    requirements.write_text(f"nothing-of-this-name==1.0 --hash=sha256:{'0' * 64}\n")
    monkeypatch.setattr(dependency_layer, "REQUIREMENTS", requirements)
    monkeypatch.setenv("UV_OFFLINE", "1")
    with pytest.raises(LayerNotBuilt, match="needs the package registry"):
        built_layer("arm64", tmp_path / "layers")


def test_a_built_layer_is_reused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("")
    monkeypatch.setattr(dependency_layer, "REQUIREMENTS", requirements)
    layer = built_layer("arm64", tmp_path / "layers")
    (layer / "mark").touch()
    assert built_layer("arm64", tmp_path / "layers") == layer
    assert (layer / "mark").exists()
