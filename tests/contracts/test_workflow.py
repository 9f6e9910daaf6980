"""The contract of Workflow, for the fake and for Step Functions."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from dragoman.aws.step_functions import StepFunctionsWorkflow
from dragoman.ports import Workflow
from dragoman.protocol import Job, TranscribeTask
from tests.contracts.stub_aws import StubAws
from tests.fakes import FakeWorkflow
from tests.unit.world import a_job

ARN = "arn:aws:states:us-east-1:000000000000:stateMachine:Flow"
Started = Callable[[], list[Job]]


@pytest.fixture(params=["fake", "stub_aws"])
def place(request: pytest.FixtureRequest) -> tuple[Workflow, Started]:
    """A workflow, and the jobs whose executions it started."""
    if request.param == "fake":
        fake = FakeWorkflow()
        return fake, lambda: fake.jobs
    aws: StubAws = request.getfixturevalue("stub_aws")
    return StepFunctionsWorkflow(ARN, timeout_s=5), lambda: [
        TranscribeTask.model_validate_json(execution["input"]).job for execution in aws.executions
    ]


def test_an_execution_starts_with_its_job(place: tuple[Workflow, Started]) -> None:
    workflow, started = place
    job = a_job(segment=3)
    workflow.start(job)
    assert started() == [job]


def test_every_segment_has_its_own_execution(place: tuple[Workflow, Started]) -> None:
    workflow, started = place
    for segment in range(3):
        workflow.start(a_job(segment=segment))
    assert [job.segment for job in started()] == [0, 1, 2]


def test_the_state_machine_finds_the_mode(stub_aws: StubAws) -> None:
    StepFunctionsWorkflow(ARN, timeout_s=5).start(a_job(mode="parallel"))
    [execution] = stub_aws.executions
    assert execution["stateMachineArn"] == ARN
    assert json.loads(execution["input"])["job"]["mode"] == "parallel"


def test_the_name_of_an_execution_is_short_enough(
    stub_aws: StubAws,
) -> None:
    job = a_job(segment=499)
    StepFunctionsWorkflow(ARN, timeout_s=5).start(job)
    name = stub_aws.executions[0]["name"]
    assert str(job.message_id) in name
    assert len(name) <= 80
