"""Workflow over Step Functions Express."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.aws.clients import client, translated
from dragoman.errors import WorkflowUnavailable
from dragoman.protocol import Job, TranscribeTask

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient


class StepFunctionsWorkflow:
    def __init__(self, state_machine_arn: str, timeout_s: float) -> None:
        self._state_machine_arn = state_machine_arn
        self._client: SFNClient = client("stepfunctions", timeout_s)

    def start(self, job: Job, recording: str = "") -> None:
        with translated(WorkflowUnavailable):
            self._client.start_execution(
                stateMachineArn=self._state_machine_arn,
                name=f"{job.message_id}-{job.segment}-{job.received_at_ms}",
                # Without `room`, the flow takes it for a conversation of two.
                input=TranscribeTask(job=job, recording=recording).model_dump_json(
                    exclude_none=True
                ),
            )
