"""The dependencies of each part of the code."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CORE = ROOT / "layers" / "core" / "python"
LIGHT = [
    "accept", "authorize", "complete", "connect", "disconnect", "fail", "http", "sweep",
]  # fmt: skip
ALL = sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))
HEAVY = [
    "argostranslate", "av", "ctranslate2", "fxtranslate", "faster_whisper", "numpy",
    "onnxruntime", "piper", "sentencex", "tokenizers",
]  # fmt: skip


def _python(*places: Path) -> Iterator[tuple[Path, ast.Module]]:
    for place in places:
        for path in place.rglob("*.py"):
            yield path, ast.parse(path.read_text())


def _attributes(tree: ast.Module) -> Iterator[str]:
    """`os.environ` and the like, wherever they are read."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"


def test_our_own_code_is_never_mocked() -> None:
    """Fakes are small real implementations; vendors may be patched with monkeypatch."""
    mocking = [
        str(path)
        for path, tree in _python(ROOT / "tests")
        for node in ast.walk(tree)
        if (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("unittest"))
        or (isinstance(node, ast.Import) and any("mock" in name.name for name in node.names))
        or (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "setattr"
            and node.args
            and isinstance(node.args[0], ast.Constant)
            and str(node.args[0].value).startswith("dragoman")
        )
    ]
    assert mocking == []


def test_one_file_reads_the_environment() -> None:
    """Apart from the client, which runs on another machine, boto3's own variable, and libraries that
    can be configured by nothing else."""
    readers = {
        str(path.relative_to(CORE / "dragoman"))
        for path, tree in _python(CORE, ROOT / "functions")
        if {"os.environ", "os.getenv"} & set(_attributes(tree))
    }
    configured = {"__init__.py", "mt/argos.py", "stt/whisper/cpu_features.py"}
    assert readers <= {"client/service.py", "aws/clients.py", *configured}


def test_use_cases_know_neither_aws_nor_engines() -> None:
    vendors = ("boto", "aws_lambda_powertools")
    leaning = [
        str(path)
        for path, tree in _python(
            *(CORE / "dragoman" / name for name in ("conversation", "stages", "limits"))
        )
        for node in ast.walk(tree)
        for name in _imported(node)
        if name.startswith(
            (*vendors, *(f"dragoman.{name}" for name in ("aws", "stt", "mt", "tts", "models")))
        )
    ]
    assert leaning == []


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [name.name for name in node.names] if isinstance(node, ast.Import) else []


def _import(function: str, blocked: list[str]) -> subprocess.CompletedProcess[str]:
    """Imports a handler in a separate process with an empty environment, without network and
    without some modules; prints the loaded modules."""
    script = f"""
import runpy, socket, sys
for name in {blocked!r}:
    sys.modules[name] = None
def deny(*_): raise AssertionError("network at import")
socket.socket.connect = deny
runpy.run_path({str(ROOT / "functions" / function / "handler.py")!r})
print(*(name for name in {HEAVY!r} if sys.modules.get(name)))
"""
    return subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": str(CORE), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("function", LIGHT)
def test_a_light_function_needs_no_heavy_library(function: str) -> None:
    done = _import(function, HEAVY)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("function", sorted(set(ALL) - set(LIGHT)))
def test_a_model_function_loads_no_engine_at_import(function: str) -> None:
    done = _import(function, [])
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()) <= {"numpy"}
