"""`python -m infra.local demo`: one recording in each direction and mode, by the command line."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from itertools import permutations, product
from pathlib import Path
from typing import Final

from infra.local import launcher, running_service
from infra.local.launcher import Options, report
from infra.local.paths import REPOSITORY

RECORDINGS: Final = REPOSITORY / "tests" / "speech"
OUT: Final = REPOSITORY / "demo-out"
MODES: Final = ("streaming", "parallel")


def run(options: Options) -> int:
    """The exit code of the first sample that failed, or 0."""
    with _running_service(options):
        failures = [
            code
            for (source, target), mode in product(permutations(options.languages, 2), MODES)
            if (code := _translate(source, target, mode)) != 0
        ]
        report(f"\nThe audio lies in {OUT}")
    return failures[0] if failures else 0


@contextlib.contextmanager
def _running_service(options: Options) -> Iterator[None]:
    if found := running_service.find_healthy():
        report(f"Using the service at {found.url}")
        yield
    else:
        with launcher.service(options):
            yield


def _translate(source: str, target: str, mode: str) -> int:
    recording = _recording(source)
    if recording is None:
        report(f"\nNo recording in {source} in {RECORDINGS}")
        return 0
    out = OUT / f"{source}-{target}-{mode}"
    report(f"\n{source} -> {target}, {mode}: {recording.name}")
    client = Path(sys.executable).with_name("dragoman")
    options = [f"--from={source}", f"--to={target}", f"--mode={mode}", f"--out={out}"]
    return subprocess.run([client, "translate", recording, *options], check=False).returncode


def _recording(language: str) -> Path | None:
    """The shortest recording in the language."""
    found = RECORDINGS.glob(f"fleurs-{language}-*.ogg")
    return min(found, key=lambda path: path.stat().st_size, default=None)
