"""A first deployment of prod that fails half-way can be repeated, and prod keeps its data."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from infra.app import synthesize
from infra.emulator_target import EmulatorTarget
from infra.local import ports
from infra.local.deploy import upload_assets
from infra.local.emulator import Emulator
from infra.local.paths import LOGS
from infra.options import Options

pytestmark = [pytest.mark.emulator, pytest.mark.embedded]

STACK: Final = "Dragoman-prod"
FAILING: Final = {"Type": "AWS::CloudFormation::WaitCondition", "Properties": {"Handle": "none"}}
"""A resource whose creation fails."""


class Account:
    """An account on an emulator, to which templates are deployed."""

    def __init__(self, emulator: Emulator, synthesized: Path) -> None:
        self._cloudformation = emulator.client("cloudformation")
        self._s3 = emulator.client("s3")
        self._endpoint = emulator.endpoint
        self.dynamodb = emulator.client("dynamodb")
        upload_assets(self._s3, synthesized)
        self._s3.create_bucket(Bucket="templates")

    def create(self, template: dict[str, Any]) -> str:
        """Creates the stack; returns its final status."""
        self._s3.put_object(Bucket="templates", Key=STACK, Body=json.dumps(template).encode())
        self._cloudformation.create_stack(
            StackName=STACK,
            TemplateURL=f"{self._endpoint}/templates/{STACK}",
            Capabilities=["CAPABILITY_NAMED_IAM"],
        )
        return self._final_status()

    def delete(self) -> None:
        self._cloudformation.delete_stack(StackName=STACK)
        while any(
            stack["StackStatus"].endswith("IN_PROGRESS")
            for stack in self._cloudformation.describe_stacks()["Stacks"]
        ):
            time.sleep(0.05)

    def _final_status(self) -> str:
        while True:
            stack = self._cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]
            if not stack["StackStatus"].endswith("IN_PROGRESS"):
                return str(stack["StackStatus"])
            time.sleep(0.05)

    @property
    def tables(self) -> list[str]:
        return list(self.dynamodb.list_tables()["TableNames"])


@pytest.fixture(scope="module")
def synthesized(tmp_path_factory: pytest.TempPathFactory) -> Path:
    options = Options.parse({"stage": "prod", "guests": "true"})
    return synthesize(EmulatorTarget(), tmp_path_factory.mktemp("prod"), options)


@pytest.fixture(scope="module")
def account(synthesized: Path) -> Iterator[Account]:
    with Emulator(ports.any_free(), logs=LOGS / "tests-failed-deployment") as emulator:
        yield Account(emulator, synthesized)


def test_a_first_deployment_that_fails_can_be_repeated(account: Account, synthesized: Path) -> None:
    template = json.loads((synthesized / "Dragoman.template.json").read_text())
    resources = template["Resources"]
    [schedule] = [name for name, found in resources.items() if found["Type"] == "AWS::Events::Rule"]
    broken = template | {"Resources": resources | {"Failing": FAILING | {"DependsOn": schedule}}}

    assert account.create(broken) == "ROLLBACK_COMPLETE"
    assert account.tables == []
    account.delete()
    assert account.create(template) == "CREATE_COMPLETE"
    kept = account.tables
    assert len(kept) == 4
    account.delete()
    assert account.tables == kept
