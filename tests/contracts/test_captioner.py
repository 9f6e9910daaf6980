"""The contract of Captioner, for the fake and for Lambda."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from dragoman.aws.lambda_functions import LambdaTasks
from dragoman.ports import Captioner
from dragoman.protocol import CaptionAudience, CaptionTask
from tests.contracts.stub_aws import StubAws
from tests.fakes import FakeCaptioner

TASK = CaptionTask(
    connection_id="me",
    owner="ann",
    message_id=uuid.uuid4(),
    segment=0,
    revision=1,
    languages=("en",),
    audience=(CaptionAudience(language="pt", connection_ids=("me",)),),
    audio=b"AAAA",
    received_at_ms=1_700_000_000_000,
)
Started = Callable[[], list[CaptionTask]]


@pytest.fixture(params=["fake", "stub_aws"])
def place(request: pytest.FixtureRequest) -> tuple[Captioner, Started]:
    if request.param == "fake":
        fake = FakeCaptioner()
        return fake, lambda: fake.tasks
    aws: StubAws = request.getfixturevalue("stub_aws")
    captioner = LambdaTasks("captions", timeout_s=5)
    return captioner, lambda: [CaptionTask.model_validate(task) for _, task in aws.invocations]


def test_a_task_arrives_as_it_was_sent(place: tuple[Captioner, Started]) -> None:
    captioner, started = place
    captioner.start(TASK)
    assert started() == [TASK]


def test_a_failure_is_not_reported(stub_aws: StubAws) -> None:
    stub_aws.trouble = (429, "TooManyRequestsException")
    LambdaTasks("captions", timeout_s=5).start(TASK)
    assert stub_aws.invocations == []
