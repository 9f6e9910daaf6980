"""What the images of model functions hold: put together by the script that the Dockerfile runs, in a
clean folder, for the platform of the function."""

import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from dragoman.settings import Settings
from infra.dependency_layer import PLATFORMS, built_layer
from infra.target import ROOT
from tests.infra.template import Template

INSTALL = ROOT / "functions" / "install.sh"
DOCKERFILE = (ROOT / "functions" / "Dockerfile").read_text()
PYTHON = "3.13"
MACHINES = {"arm64": 0xB7, "x86_64": 0x3E}
"""How ELF files name what they run on."""
ARCHITECTURES = {"transcribe": "arm64", "translate": "x86_64", "synthesize": "arm64"}
ENGINES = {
    "transcribe": "stt.pack_speech_to_text stt.silero stt.whisper.recognizer audio.codec",
    "translate": "mt.pack_translator mt.bergamot",
    "synthesize": "tts.pack_synthesizer tts.piper tts.kokoro.engine tts.espeak audio.codec",
}
Image = Callable[[str, str], Path]

IMAGE_LIMIT_BYTES = 10 * 1024**3
BASE_IMAGE_BYTES = 1024**3
"""More than the runtime's own image takes."""

ZIP_LIMIT_BYTES = 250 * 1024**2
"""Of a function with its layers, unzipped."""


def install(part: str, what: str, into: Path, architecture: str | None = None) -> None:
    """For a function's platform, or else for this interpreter."""
    uv = Path(sys.executable).with_name("uv")
    target = (
        f"--python-platform {PLATFORMS[architecture]} --python-version {PYTHON}"
        if architecture
        else f"--python {sys.executable}"
    )
    tools = {"PIP_INSTALL": f"{uv} pip install {target}", "PYTHON": sys.executable}
    subprocess.run(
        ["sh", INSTALL, part, what, into], env=os.environ | tools, check=True, capture_output=True
    )


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    """/var/task of a function on an architecture."""

    @cache
    def built(function: str, architecture: str) -> Path:
        folder = tmp_path_factory.mktemp("image") / "task"
        for part in ("dependencies", "code"):
            install(part, function, folder, architecture)
        return folder

    return built


def files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in files(folder))


def machines(folder: Path) -> set[int]:
    """What its native libraries run on."""
    native = [path for path in files(folder) if ".so" in path.suffixes]
    heads = [path.read_bytes()[:20] for path in native]
    return {int.from_bytes(head[18:20], "little") for head in heads if head[:4] == b"\x7fELF"}


# --- What the Dockerfile says -------------------------------------------------------------------


def test_the_dockerfile_is_clean() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run(
        [hadolint, ROOT / "functions" / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_every_step_of_it_is_one_of_the_script() -> None:
    steps = re.findall(r"^RUN (.*)$", DOCKERFILE, re.MULTILINE)
    parts = [
        re.fullmatch(r'sh functions/install\.sh (\w+) "\$\{\w+\}" /out', step) for step in steps
    ]
    assert [part and part[1] for part in parts] == ["dependencies", "packs", "code"]


def test_it_is_made_for_the_runtime_of_the_pins() -> None:
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) == {
        f"public.ecr.aws/lambda/python:{PYTHON}"
    }


def test_it_copies_nothing_that_the_docker_context_lacks(aws: Template) -> None:
    copied = re.findall(r"^COPY (?!--from)(\S+) ", DOCKERFILE, re.MULTILINE)
    for context in aws.image_contexts:
        function = next(path.name for path in (context / "functions").iterdir() if path.is_dir())
        for path in copied:
            assert (context / path.replace("${FUNCTION}", function)).exists(), path


def test_the_context_holds_no_other_functions_code_and_no_rubbish(aws: Template) -> None:
    assert len(aws.image_contexts) == len(ARCHITECTURES)
    for context in aws.image_contexts:
        held = {path.relative_to(context) for path in files(context)}
        tops = {path.parts[0] for path in held}
        assert tops == {"functions", "layers"}
        assert not any("__pycache__" in path.parts or path.suffix == ".pyc" for path in held)
        assert len({path.parts[1] for path in held if path.parts[0] == "functions"}) == 3


# --- What the script makes ----------------------------------------------------------------------


@pytest.mark.parametrize("function", ARCHITECTURES)
def test_an_image_is_made_for_its_architecture_alone(image: Image, function: str) -> None:
    architecture = ARCHITECTURES[function]
    assert machines(image(function, architecture)) == {MACHINES[architecture]}


@pytest.mark.parametrize("function", ARCHITECTURES)
def test_an_image_fits_lambda_with_all_packs(image: Image, function: str) -> None:
    task = size(image(function, ARCHITECTURES[function]))
    models = sum(path.stat().st_size for path in files(Settings().models_dir))
    assert task + models + BASE_IMAGE_BYTES < IMAGE_LIMIT_BYTES


@pytest.mark.parametrize("function", ARCHITECTURES)
def test_whoever_runs_it_may_read_it(image: Image, function: str) -> None:
    everything = image(function, ARCHITECTURES[function])
    for path in (everything, *everything.rglob("*")):
        mode = path.stat().st_mode
        assert mode & stat.S_IROTH, path
        assert mode & stat.S_IXOTH or not path.is_dir(), path


@pytest.mark.parametrize("function", ARCHITECTURES)
def test_its_code_is_compiled_and_has_no_client(image: Image, function: str) -> None:
    task = image(function, ARCHITECTURES[function])
    for source in (task / "handler.py", task / "dragoman" / "wiring.py"):
        assert list((source.parent / "__pycache__").glob(f"{source.stem}.*.pyc"))
    assert not (task / "dragoman" / "client").exists()


def test_packs_are_installed_by_name_and_nothing_else_is_left(tmp_path: Path) -> None:
    install("packs", "espeak-ng bergamot-en-pt", tmp_path / "models")
    assert {path.name for path in (tmp_path / "models").iterdir()} == {
        "espeak-ng",
        "bergamot-en-pt",
    }


def test_an_unknown_part_is_refused(tmp_path: Path) -> None:
    done = subprocess.run(["sh", INSTALL, "coffee", "x", tmp_path / "x"], check=False)
    assert done.returncode == 2


# --- Where this machine can run it --------------------------------------------------------------


@pytest.fixture(scope="module")
def runtime() -> Path:
    """The Python of the Lambda runtime, where this machine has it."""
    own = Path(sys.executable) if sys.version_info[:2] == (3, 13) else None
    found = own or shutil.which(f"python{PYTHON}")
    if os.uname().machine != "x86_64":
        pytest.skip("this machine is not the functions'")
    if (
        not found
        or subprocess.run([found, "--version"], capture_output=True, check=False).returncode
    ):
        pytest.skip(f"this machine has no Python {PYTHON}")
    return Path(found)


@pytest.fixture(scope="module")
def sdk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """boto3, which the runtime brings."""
    folder = tmp_path_factory.mktemp("sdk")
    requirement = re.search(r"^boto3==\S+", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    assert requirement
    uv = Path(sys.executable).with_name("uv")
    subprocess.run(
        [uv, "pip", "install", "--quiet", requirement[0], "--target", folder], check=True
    )
    return folder


def run(python: Path, script: str, *path: Path, **environment: str) -> str:
    """In an interpreter that sees these folders, and nothing else but what it came with."""
    done = subprocess.run(
        [python, "-B", "-S", "-s", "-c", script],
        env={"PYTHONPATH": os.pathsep.join(map(str, path)), "PATH": os.environ["PATH"], **environment},
        cwd=path[0], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


WAKE = """
import importlib
import pwd
def nobody(uid):
    raise KeyError(uid)
pwd.getpwuid = nobody  # Lambda's user is in no image's list of users
for name in {engines!r}.split():
    importlib.import_module("dragoman." + name)
import handler
handler.wiring.{port}.warm(("en", "pt"))
print("awake")
"""


@pytest.mark.models
@pytest.mark.parametrize(
    ("function", "port"),
    [("transcribe", "speech"), ("translate", "translator"), ("synthesize", "synthesizer")],
)
def test_a_model_function_loads_its_models_from_what_was_installed(
    image: Image, runtime: Path, sdk: Path, function: str, port: str
) -> None:
    script = WAKE.format(engines=ENGINES[function], port=port)
    models = str(Settings().models_dir)
    said = run(runtime, script, image(function, "x86_64"), sdk, DRAGOMAN_MODELS_DIR=models)
    assert said == "awake\n"


def light(template: Template) -> list[str]:
    return [name for name, function in template.functions.items() if "Layers" in function]


def test_light_functions_import_what_their_layers_hold(
    aws: Template, runtime: Path, sdk: Path
) -> None:
    dependencies = built_layer("x86_64") / "python"
    for function in light(aws):
        run(
            runtime,
            "import handler",
            ROOT / "functions" / function,
            aws.core_layer,
            dependencies,
            sdk,
        )


def test_layers_are_for_their_architecture_and_fit_with_any_function(aws: Template) -> None:
    dependencies = built_layer("arm64")
    assert machines(dependencies) == {MACHINES["arm64"]}
    handlers = max(size(ROOT / "functions" / function) for function in light(aws))
    assert size(dependencies) + size(aws.core_layer) + handlers < ZIP_LIMIT_BYTES


def test_the_layer_of_our_own_code_has_no_client(aws: Template) -> None:
    assert (aws.core_layer / "dragoman" / "wiring.py").exists()
    assert not (aws.core_layer / "dragoman" / "client").exists()
