"""The content of the model functions' images: built by the script that the Dockerfile runs, in an
empty folder, for the platform of the function."""

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
from infra.dependency_layer import built_layer
from infra.target import ROOT
from tests.infra.template import Template
from tools.images import FUNCTIONS, INSTALL, PYTHON, install

DOCKERFILE = (ROOT / "functions" / "Dockerfile").read_text()
MACHINES = {"arm64": 0xB7, "x86_64": 0x3E}
"""The machine field of ELF files."""
ENGINES = {
    "transcribe": "stt.pack_speech_to_text stt.silero stt.whisper.recognizer audio.codec",
    "translate": "mt.pack_translator mt.bergamot",
    "synthesize": "tts.pack_synthesizer tts.piper tts.kokoro.engine tts.espeak audio.codec",
}
Image = Callable[[str, str], Path]

IMAGE_LIMIT_BYTES = 10 * 1024**3
BASE_IMAGE_BYTES = 1024**3
"""An upper bound for the size of the base image."""

ZIP_LIMIT_BYTES = 250 * 1024**2
"""The limit for a function with its layers, unzipped."""


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
    """The machines of the native libraries in a folder."""
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


def test_every_build_step_is_a_part_of_the_install_script() -> None:
    steps = re.findall(r"^RUN (.*)$", DOCKERFILE, re.MULTILINE)
    parts = [
        re.fullmatch(r'sh functions/install\.sh (\w+) "\$\{\w+\}" /out', step) for step in steps
    ]
    assert [part and part[1] for part in parts] == ["dependencies", "packs", "code"]


def test_base_images_have_the_python_of_the_pins(aws: Template) -> None:
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) == {"${BASE_IMAGE}"}
    (base,) = {args["BASE_IMAGE"] for args in aws.image_build_args}
    assert re.fullmatch(rf"public\.ecr\.aws/lambda/python:{PYTHON}(@sha256:[0-9a-f]{{64}})?", base)


def test_every_copied_path_is_in_the_docker_context(aws: Template) -> None:
    lines = re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.MULTILINE)
    copied = [path for line in lines for path in line.split()]
    for context in aws.image_contexts:
        function = next(path.name for path in (context / "functions").iterdir() if path.is_dir())
        for path in copied:
            assert list(context.glob(path.replace("${FUNCTION}", function))), path


def test_a_docker_context_has_one_function_and_no_build_artifacts(aws: Template) -> None:
    assert len(aws.image_contexts) == len(FUNCTIONS)
    for context in aws.image_contexts:
        held = {path.relative_to(context) for path in files(context)}
        tops = {path.parts[0] for path in held}
        assert tops == {"functions", "layers", "LICENSE", "NOTICE", "LICENSES", "docs"}
        assert not any("__pycache__" in path.parts or path.suffix == ".pyc" for path in held)
        assert len({path.parts[1] for path in held if path.parts[0] == "functions"}) == 3


# --- What the script makes ----------------------------------------------------------------------


@pytest.mark.parametrize("function", FUNCTIONS)
def test_an_image_has_libraries_for_its_architecture_only(image: Image, function: str) -> None:
    assert machines(image(function, "arm64")) == {MACHINES["arm64"]}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_an_image_with_all_packs_is_under_the_lambda_limit(image: Image, function: str) -> None:
    task = size(image(function, "arm64"))
    models = sum(path.stat().st_size for path in files(Settings().models_dir))
    assert task + models + BASE_IMAGE_BYTES < IMAGE_LIMIT_BYTES


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_file_of_an_image_is_readable_by_all_users(image: Image, function: str) -> None:
    everything = image(function, "arm64")
    for path in (everything, *everything.rglob("*")):
        mode = path.stat().st_mode
        assert mode & stat.S_IROTH, path
        assert mode & stat.S_IXOTH or not path.is_dir(), path


@pytest.mark.parametrize("function", FUNCTIONS)
def test_image_code_is_compiled_and_has_no_client(image: Image, function: str) -> None:
    task = image(function, "arm64")
    for source in (task / "handler.py", task / "dragoman" / "wiring.py"):
        assert list((source.parent / "__pycache__").glob(f"{source.stem}.*.pyc"))
    assert not (task / "dragoman" / "client").exists()


def test_only_the_named_packs_are_installed(tmp_path: Path) -> None:
    install("packs", "espeak-ng bergamot-en-pt", tmp_path / "models")
    assert {path.name for path in (tmp_path / "models").iterdir()} == {
        "espeak-ng",
        "bergamot-en-pt",
    }


def test_an_unknown_part_of_an_image_is_refused(tmp_path: Path) -> None:
    done = subprocess.run(["sh", INSTALL, "coffee", "x", tmp_path / "x"], check=False)
    assert done.returncode == 2


# --- Where this machine can run it --------------------------------------------------------------


@pytest.fixture(scope="module")
def runtime() -> Path:
    """The Python version of the Lambda runtime, if this machine has it."""
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
    """Runs a script in a Python that sees these folders and its standard library only."""
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
def test_a_model_function_loads_its_models_from_its_image(
    image: Image, runtime: Path, sdk: Path, function: str, port: str
) -> None:
    script = WAKE.format(engines=ENGINES[function], port=port)
    models = str(Settings().models_dir)
    said = run(runtime, script, image(function, "x86_64"), sdk, DRAGOMAN_MODELS_DIR=models)
    assert said == "awake\n"


def light(template: Template) -> list[str]:
    return [name for name, function in template.functions.items() if "Layers" in function]


def test_light_functions_import_from_their_layers(aws: Template, runtime: Path, sdk: Path) -> None:
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


def test_layers_are_for_their_architecture_and_under_the_zip_limit(aws: Template) -> None:
    dependencies = built_layer("arm64")
    assert machines(dependencies) == {MACHINES["arm64"]}
    handlers = max(size(ROOT / "functions" / function) for function in light(aws))
    assert size(dependencies) + size(aws.core_layer) + handlers < ZIP_LIMIT_BYTES


def test_the_layer_of_our_own_code_has_no_client(aws: Template) -> None:
    assert (aws.core_layer / "dragoman" / "wiring.py").exists()
    assert not (aws.core_layer / "dragoman" / "client").exists()
