"""The settings of a function."""

import os
import subprocess
import sys

import pytest
from pydantic import ValidationError

from dragoman.errors import ConfigurationError
from dragoman.settings import Settings


def test_a_setting_comes_from_the_variable_of_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRAGOMAN_MAX_AUDIO_S", "12.5")
    assert Settings().max_audio_s == 12.5


def test_languages_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRAGOMAN_LANGUAGES", "en,pt,es")
    assert Settings().languages == ("en", "pt", "es")


def test_a_missing_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DRAGOMAN_AUDIO_BUCKET", raising=False)
    with pytest.raises(ConfigurationError, match="DRAGOMAN_AUDIO_BUCKET"):
        Settings().need("audio_bucket")


def test_a_given_setting_is_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRAGOMAN_AUDIO_BUCKET", "voices")
    assert Settings().need("audio_bucket") == "voices"


def test_a_variable_of_lambda_keeps_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_LAMBDA_INITIALIZATION_TYPE", "provisioned-concurrency")
    assert Settings().provisioned


@pytest.mark.parametrize("started", ["on-demand", "snap-start"])
def test_another_initialization_type_is_not_provisioned(
    monkeypatch: pytest.MonkeyPatch, started: str
) -> None:
    monkeypatch.setenv("AWS_LAMBDA_INITIALIZATION_TYPE", started)
    assert not Settings().provisioned


@pytest.mark.parametrize(("allowed", "threads"), [({3}, 1), ({0, 1, 2}, 3), (set(range(64)), 6)])
def test_a_model_has_a_thread_for_each_available_core(
    monkeypatch: pytest.MonkeyPatch, allowed: set[int], threads: int
) -> None:
    monkeypatch.delenv("DRAGOMAN_THREADS", raising=False)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: allowed, raising=False)
    assert Settings().threads == threads


@pytest.mark.parametrize("name", ["MAX_AUDIO_S", "MAX_UPLOAD_BYTES", "THREADS", "RETENTION_S"])
def test_a_limit_of_zero_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"DRAGOMAN_{name}", "0")
    with pytest.raises(ValidationError):
        Settings()


def test_a_user_without_a_home_has_a_models_folder() -> None:
    """Lambda runs images as a user whom the image does not know."""
    script = """
import pwd
def nobody(uid): raise KeyError(uid)
pwd.getpwuid = nobody
import dragoman.settings
"""
    path = os.pathsep.join(sys.path)
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": path, "DRAGOMAN_MODELS_DIR": "/opt/models"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
