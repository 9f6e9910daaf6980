"""The JavaScript client as a package, installed into an empty project."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from infra.target import ROOT
from tests import client_package
from tests.client_package import NODE, WEB

HERE = Path(__file__).parent / "client"
ENVIRONMENT = {"PATH": os.environ["PATH"], "NO_PROXY": "*"}
TYPED_PROGRAM = """
import { connect, Refused, type MessageEvent } from '@dragoman/client';
import { VoicePlayer } from '@dragoman/client/playback';

const dragoman = await connect('https://dragoman.example', { source: 'auto', target: 'pt' });
new VoicePlayer(dragoman).setVolume(0.5);
for await (const event of dragoman.translate(new Blob())) show(event);
// @ts-expect-error a message is no number
dragoman.translate(1);

function show(event: MessageEvent): string {
  if (event.type === 'stt_result') return event.data.original_text;
  return event.type === 'error' ? new Refused(event.data).code : event.type;
}
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which nothing but the package is installed."""
    folder = tmp_path_factory.mktemp("project")
    client_package.install(folder)
    return folder


def test_the_package_has_types_and_nothing_else_to_install(project: Path) -> None:
    assert [path.name for path in (project / "node_modules").glob("*") if path.is_dir()] == [
        "@dragoman"
    ]
    (project / "program.mts").write_text(TYPED_PROGRAM)
    options = ["--strict", "--noEmit", "--module", "nodenext", "--target", "es2022"]
    done = subprocess.run(
        [NODE, WEB / "node_modules" / "typescript" / "bin" / "tsc", *options, "program.mts"],
        cwd=project,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.emulator
@pytest.mark.models
def test_the_package_works_without_a_websocket_of_the_platform(project: Path, url: str) -> None:
    """As in Node 20, where programs bring the package `ws`."""
    shutil.copytree(WEB / "node_modules" / "ws", project / "node_modules" / "ws")
    shutil.copy(HERE / "client.test.mjs", project)
    done = subprocess.run(
        [NODE, "--no-experimental-websocket", "--test", "--test-timeout=60000", "client.test.mjs"],
        cwd=project,
        env=ENVIRONMENT | {"DRAGOMAN_URL": url, "SPEECH": str(ROOT / "tests" / "speech")},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout
