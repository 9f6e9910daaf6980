"""The options of a deployment, and their validation."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.settings import Settings
from infra.app import new_app
from infra.options import LIMITS, InvalidOption, Options, table
from infra.target import ROOT

CERTIFICATE = "arn:aws:acm:us-east-1:1:certificate/a"


def options_of(**context: Any) -> Options:
    return Options.from_context(new_app(None, context))


def test_every_option_has_a_default() -> None:
    options = options_of()
    assert (options.stage, options.languages, options.limits) == ("dev", ("en", "pt"), {})


def test_options_parse_equally_from_command_line_and_cdk_json() -> None:
    words = options_of(languages="en,pt", memory_mb="accept:1024,http:256", audio_s_per_day="60")
    assert words == options_of(
        languages=["en", "pt"], memory_mb={"accept": 1024, "http": 256}, audio_s_per_day=60
    )


def test_context_keys_of_the_cdk_are_ignored() -> None:
    context = {"aws:cdk:bundling-stacks": ["**"], "@aws-cdk/core:x": True, "target": "aws"}
    context |= {"cli-telemetry": False, "acknowledged-issue-numbers": [1]}
    assert options_of(**context) == Options()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"langauges": "en"}, "Unknown option langauges"),
        ({"stage": "Prod!"}, "stage"),
        ({"architecture": "riscv"}, "architecture"),
        ({"packs": "voice:nobody"}, "packs: .*nobody"),
        ({"memory_mb": "listen:1024"}, "unknown function listen"),
        ({"memory_mb": "accept"}, "memory_mb"),
        ({"memory_mb": "accept:64"}, "between 128 and 10240"),
        ({"provisioned": "accept:0"}, "at least 1"),
        ({"log_retention_days": 8}, "log_retention_days"),
        ({"audio_s_per_day": 0}, "audio_s_per_day"),
        ({"user_pool": "eu-west-1_abc"}, "user_pool_clients"),
        ({"user_pool": "new", "user_pool_clients": "one"}, "user_pool_clients"),
        ({"user_pool": "new", "user_pool_domain": "https://a.example"}, "user_pool_domain"),
        ({"user_pool_domain": "http://a.example"}, "user_pool_domain"),
        ({"protected": "true"}, "protected: only possible for prod"),
        ({"reserved": "accept:1", "provisioned": "accept:2"}, "not be less than provisioned"),
        (
            {"site": "false", "site_domain": "a.example", "site_certificate": CERTIFICATE},
            "site_domain",
        ),
        ({"stage": "prod"}, "prod requires user_pool, or guests=true"),
        ({"guests": "true", "user_pool": "new"}, "guests"),
        ({"alarm_email": "nobody"}, "alarm_email"),
        ({"max_audio_s_per_day": 0}, "max_audio_s_per_day"),
        ({"site_domain": "talk.example"}, "both or neither"),
        ({"site_certificate": "arn:aws:acm:eu-west-1:1:certificate/a"}, "site_certificate"),
    ],
)
def test_invalid_options_are_refused_by_name(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidOption, match=message):
        options_of(**wrong)


@given(st.dictionaries(st.sampled_from([*Options.model_fields]), st.text(max_size=20)))
def test_any_text_is_accepted_or_refused_as_an_option(context: dict[str, str]) -> None:
    try:
        Options.parse(context)
    except InvalidOption as refused:
        assert str(refused)


def test_an_invalid_option_is_reported_in_one_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "infra.app", "-c", "langauges=en"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("Unknown option langauges.")
    assert "Traceback" not in done.stderr


def test_every_limit_is_a_setting() -> None:
    assert set(LIMITS) <= set(Settings.model_fields)


def test_the_deployment_guide_has_the_table_of_options() -> None:
    """When this fails, copy the output of `python -m infra.options`."""
    assert "\n".join(table()) in (ROOT / "docs" / "deploy.md").read_text()


def test_the_cdk_command_line_is_pinned() -> None:
    folder = ROOT / "infra" / "cdk"
    asked = json.loads((folder / "package.json").read_text())["dependencies"]["aws-cdk"]
    locked = json.loads(Path(folder / "package-lock.json").read_text())["packages"]
    assert asked == locked["node_modules/aws-cdk"]["version"] == "2.1148.1"
    assert locked["node_modules/aws-cdk"]["integrity"].startswith("sha512-")
