"""The examples, each run in an empty folder. The Python one is in `test_python_client.py`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from infra.target import ROOT

pytestmark = [pytest.mark.emulator, pytest.mark.models]

NODE = Path(sys.executable).with_name("node")
ENGLISH = ROOT / "tests" / "speech" / "fleurs-en-004.ogg"
EXAMPLES = [
    pytest.param(
        ["sh", ROOT / "examples" / "translate.sh", ENGLISH, "en", "pt"], "dinossauros", id="curl",
        marks=pytest.mark.skipif(not shutil.which("curl"), reason="the example uses curl"),
    ),
    pytest.param([NODE, ROOT / "examples" / "translate.mjs", "Thank you.", "en", "pt"], "brigad", id="node"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "words"), EXAMPLES)
def test_an_example_translates_and_saves_the_voice(
    command: list[str | Path], words: str, url: str, tmp_path: Path
) -> None:
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "DRAGOMAN_URL": url, "NO_PROXY": "*"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert words in done.stdout
    assert (tmp_path / "translated.ogg").read_bytes().startswith(b"OggS")


def test_an_example_says_what_the_service_refuses(url: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [NODE, ROOT / "examples" / "translate.mjs", "Thank you.", "en", "ja"],
        cwd=tmp_path,
        env={"DRAGOMAN_URL": url},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == ""
    assert done.stderr.strip()
    assert not (tmp_path / "translated.ogg").exists()
