"""Findings of cfn-lint and cdk-nag in the synthesized templates.

Findings of cdk-nag are suppressed beside the resource (`infra.nag_suppressions`). A suppression
without a finding fails, too.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import Validations
from cdk_nag import AwsSolutionsChecks

from infra.app import new_app
from infra.aws_target import AwsTarget
from infra.options import Options
from infra.stack import DragomanStack
from tests.infra.template import Template

CHOICES: dict[str, dict[str, Any]] = {
    "nothing chosen": {},
    "everything chosen": {
        "stage": "prod",
        "user_pool": "new",
        "canary": True,
        "reserved": {"accept": 50},
        "protected": True,
        "alarm_email": "operator@example.org",
        "provisioned": {"transcribe": 1, "accept": 1},
        "site_domain": "talk.example",
        "site_certificate": "arn:aws:acm:us-east-1:111111111111:certificate/abc",
    },
}
IGNORED = ["W3005"]
"""Redundant dependencies, which the CDK writes."""


class Nagged:
    """The findings of cdk-nag and the suppressions in a template."""

    def __init__(self, folder: Path) -> None:
        self.template = folder / "Dragoman.template.json"
        report = json.loads((folder / "validation-report.json").read_text())["pluginReports"][0]
        self.open = [
            f"{found['ruleName']}: {construct['constructPath']}"
            for found in report["violations"]
            for construct in found["violatingConstructs"]
        ]
        self.used = {
            (found["acknowledgedAt"], found["acknowledgedId"])
            for found in report["suppressedViolations"]
        }
        metadata = json.loads((folder / "Dragoman.metadata.json").read_text())
        self.suppressed = {
            (path.removeprefix("/"), rule): reason
            for path, entries in metadata.items()
            for entry in entries
            if entry["type"] == "aws:cdk:acknowledged-rules"
            for rule, reason in entry["data"].items()
        }


@pytest.fixture(scope="module", params=CHOICES)
def nagged(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, web_app: Path
) -> Nagged:
    folder = tmp_path_factory.mktemp("nagged")
    options = Options.parse(CHOICES[request.param])
    app = new_app(folder)
    DragomanStack(app, "Dragoman", target=AwsTarget(options, web_app), options=options)
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    try:
        app.synth()
    except RuntimeError as error:  # what jsii makes of a report with findings, which we read
        assert "Validation failed" in str(error)
    return Nagged(folder)


def test_every_finding_is_fixed_or_suppressed(nagged: Nagged) -> None:
    assert nagged.open == []


def test_every_suppression_has_a_finding_and_a_reason(nagged: Nagged) -> None:
    assert set(nagged.suppressed) == nagged.used
    assert all(len(reason.split()) >= 4 for reason in nagged.suppressed.values())


def findings(template: Path) -> list[str]:
    """The findings of cfn-lint, which takes three seconds to import."""
    from cfnlint.api import lint_file
    from cfnlint.config import ManualArgs

    return [str(match) for match in lint_file(template, config=ManualArgs(ignore_checks=IGNORED))]


def test_the_template_passes_cfn_lint(nagged: Nagged) -> None:
    assert findings(nagged.template) == []


def test_the_emulator_template_passes_cfn_lint(emulator: Template) -> None:
    assert findings(emulator.folder / "Dragoman.template.json") == []


def test_cfn_lint_finds_an_unknown_property(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.template.json"
    wrong.write_text(
        '{"Resources": {"Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"Colour": 1}}}}'
    )
    [finding] = findings(wrong)
    assert "Colour" in finding
