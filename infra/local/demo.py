"""One recording in each direction and each mode, through the client a visitor would use."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from itertools import permutations, product
from pathlib import Path
from typing import Final

from infra.local import launcher, running
from infra.local.launcher import Options, say
from infra.local.places import REPOSITORY

RECORDINGS: Final = REPOSITORY / "tests" / "speech"
OUT: Final = REPOSITORY / "demo-out"
MODES: Final = ("streaming", "parallel")


def run(options: Options) -> int:
    """The exit code: that of the first sample that failed, or 0."""
    with _running_service(options):
        failures = [
            code
            for (source, target), mode in product(permutations(options.languages, 2), MODES)
            if (code := _translate(source, target, mode)) != 0
        ]
        say(f"\nThe audio lies in {OUT}")
    return failures[0] if failures else 0


@contextlib.contextmanager
def _running_service(options: Options) -> Iterator[None]:
    if found := running.healthy():
        say(f"Using the service at {found.url}")
        yield
    else:
        with launcher.service(options):
            yield


def _translate(source: str, target: str, mode: str) -> int:
    recording = _recording(source)
    if recording is None:
        say(f"\nNo recording in {source} in {RECORDINGS}")
        return 0
    out = OUT / f"{source}-{target}-{mode}"
    say(f"\n{source} -> {target}, {mode}: {recording.name}")
    client = Path(sys.executable).with_name("dragoman")
    options = [f"--from={source}", f"--to={target}", f"--mode={mode}", f"--out={out}"]
    return subprocess.run([client, "translate", recording, *options], check=False).returncode


def _recording(language: str) -> Path | None:
    """The shortest in that language."""
    found = RECORDINGS.glob(f"fleurs-{language}-*.ogg")
    return min(found, key=lambda path: path.stat().st_size, default=None)
