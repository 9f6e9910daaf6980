"""The examples, each run in an empty folder. The Python one is in `test_python_client.py`."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from infra.target import ROOT
from tests import client_package
from tests.client_package import NODE

pytestmark = [pytest.mark.emulator, pytest.mark.models]

ENGLISH = ROOT / "tests" / "speech" / "fleurs-en-004.ogg"
EXAMPLES = [
    pytest.param(
        ["sh", ROOT / "examples" / "translate.sh", ENGLISH, "en", "pt"], "dinossauros", id="curl",
        marks=pytest.mark.skipif(not shutil.which("curl"), reason="the example uses curl"),
    ),
    pytest.param([NODE, "translate.mjs", ENGLISH, "en", "pt"], "dinossauros", id="node"),
]  # fmt: skip


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example for Node and the package that it needs."""
    folder = tmp_path_factory.mktemp("installed")
    client_package.install(folder)
    shutil.copy(ROOT / "examples" / "translate.mjs", folder)
    return folder


@pytest.fixture
def project(installed: Path, tmp_path: Path) -> Path:
    """A copy of it, in which nothing has run."""
    return shutil.copytree(installed, tmp_path, symlinks=True, dirs_exist_ok=True)


@pytest.mark.parametrize(("command", "words"), EXAMPLES)
def test_an_example_translates_and_saves_the_voice(
    command: list[str | Path], words: str, url: str, project: Path
) -> None:
    done = subprocess.run(
        command,
        cwd=project,
        env={"PATH": os.environ["PATH"], "DRAGOMAN_URL": url, "NO_PROXY": "*"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert words in done.stdout
    assert (project / "translated.ogg").read_bytes().startswith(b"OggS")


def test_an_example_says_what_the_service_refuses(url: str, project: Path) -> None:
    done = subprocess.run(
        [NODE, "translate.mjs", "Thank you.", "en", "ja"],
        cwd=project,
        env={"DRAGOMAN_URL": url},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == ""
    assert done.stderr.strip()
    assert not (project / "translated.ogg").exists()
