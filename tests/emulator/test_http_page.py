"""The examples of docs/http.md, run in one shell."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from infra.local.page_server import PageServer
from infra.local.stack import EmulatedStack

pytestmark = [pytest.mark.emulator, pytest.mark.models]

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "http.md"


@pytest.mark.skipif(not shutil.which("curl"), reason="the page's examples use curl")
def test_every_example_of_the_http_page_runs(stack: EmulatedStack, tmp_path: Path) -> None:
    examples = re.findall(r"^```sh\n(.*?)^```", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    assert len(examples) >= 8
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    with PageServer(
        stack.page_port, stack.websocket_url, stack.http_url, stack.languages
    ) as page_server:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", "\n".join(examples)],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "PAGE_URL": page_server.url, "NO_PROXY": "*"},
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    # A slow machine answers before the end.
    assert len(re.findall('"status":"(complete|under_way)"', done.stdout)) >= 3
    assert "\nlocation: translations/" in done.stdout.lower()
