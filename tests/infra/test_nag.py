"""What linters of CloudFormation and of AWS stacks say of what is synthesized.

cdk-nag's findings are answered beside the resource (`infra.arguments`); an answer that nothing asks
for is a finding too.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import Validations
from cdk_nag import AwsSolutionsChecks

from infra.app import new_app
from infra.aws import AwsTarget
from infra.options import Options
from infra.stack import DragomanStack
from tests.infra.template import Template

CHOICES: dict[str, dict[str, Any]] = {
    "nothing chosen": {},
    "everything chosen": {
        "stage": "prod",
        "user_pool": "new",
        "provisioned": {"transcribe": 1, "accept": 1},
        "site_domain": "talk.example",
        "site_certificate": "arn:aws:acm:us-east-1:111111111111:certificate/abc",
    },
}
IGNORED = "W3005"
"""The CDK writes dependencies that its references imply."""


class Nagged:
    """What cdk-nag found, and what was argued."""

    def __init__(self, folder: Path) -> None:
        self.template = folder / "Dragoman.template.json"
        report = json.loads((folder / "validation-report.json").read_text())["pluginReports"][0]
        self.open = [
            f"{found['ruleName']}: {construct['constructPath']}"
            for found in report["violations"]
            for construct in found["violatingConstructs"]
        ]
        self.answered = {
            (found["acknowledgedAt"], found["acknowledgedId"])
            for found in report["suppressedViolations"]
        }
        metadata = json.loads((folder / "Dragoman.metadata.json").read_text())
        self.argued = {
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
    options = Options.told(CHOICES[request.param])
    app = new_app(folder)
    DragomanStack(app, "Dragoman", target=AwsTarget(options, web_app), options=options)
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    try:
        app.synth()
    except RuntimeError as error:  # what jsii makes of a report with findings, which we read
        assert "Validation failed" in str(error)
    return Nagged(folder)


def test_every_finding_is_mended_or_argued(nagged: Nagged) -> None:
    assert nagged.open == []


def test_every_argument_answers_a_finding_with_a_reason(nagged: Nagged) -> None:
    assert set(nagged.argued) == nagged.answered
    assert all(len(reason.split()) >= 4 for reason in nagged.argued.values())


def complaints(template: Path) -> str:
    """Of cfn-lint."""
    linter = Path(sys.executable).with_name("cfn-lint")
    done = subprocess.run(
        [linter, "--ignore-checks", IGNORED, "--", template],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0 or done.stdout, done.stderr
    return done.stdout


def test_cloudformation_will_take_it(nagged: Nagged) -> None:
    assert complaints(nagged.template) == ""


def test_cloudformation_would_take_the_emulators_too(emulator: Template) -> None:
    assert complaints(emulator.folder / "Dragoman.template.json") == ""


def test_the_linter_would_say_so(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.template.json"
    wrong.write_text(
        '{"Resources": {"Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"Colour": 1}}}}'
    )
    assert "Colour" in complaints(wrong)
