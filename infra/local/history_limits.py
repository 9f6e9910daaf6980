"""Limits on the history that MiniStack keeps for ever: executions, logs, events and metrics.

With them, the emulator's memory and speed do not change over a long run. The product's own data
(recordings, voices, events) is kept for a day, as on AWS.
"""

from typing import Any, Final

from infra.local.patch import Patch, SetAttribute

EXECUTIONS: Final = 1_000
"""The latest executions, each with the input and output of its states."""
LOG_STREAMS: Final = 20
"""The latest log streams of a function. Each invocation creates one; files keep the output."""


def _limit_executions(set_attribute: SetAttribute) -> None:
    from ministack.services import stepfunctions

    start = stepfunctions._start_execution

    def start_within_limit(data: Any) -> Any:
        _keep_latest(stepfunctions._executions, EXECUTIONS)
        return start(data)

    set_attribute(stepfunctions, "_start_execution", start_within_limit)


def _limit_log_streams(set_attribute: SetAttribute) -> None:
    from ministack.services import cloudwatch_logs, lambda_svc

    emit = lambda_svc._emit_lambda_logs

    def emit_within_limit(function: Any, *args: Any, **kwargs: Any) -> None:
        emit(function, *args, **kwargs)
        for name in list(cloudwatch_logs._log_groups):
            if group := cloudwatch_logs._log_groups.get(name):
                _keep_latest(group["streams"], LOG_STREAMS)

    set_attribute(lambda_svc, "_emit_lambda_logs", emit_within_limit)


def _keep_latest(kept: Any, most: int) -> None:
    for name in list(kept)[:-most]:
        kept.pop(name, None)


def _skip_status_events(set_attribute: SetAttribute) -> None:
    from ministack.services import stepfunctions

    set_attribute(stepfunctions, "_emit_execution_status_event", lambda _execution: None)


def _skip_invocation_metrics(set_attribute: SetAttribute) -> None:
    from ministack.services import lambda_svc

    set_attribute(lambda_svc, "_emit_lambda_metrics", lambda *_args, **_kwargs: None)


PATCHES = (
    Patch(
        target="ministack.services.stepfunctions:_start_execution",
        purpose=f"keep no more than the latest {EXECUTIONS} executions",
        fingerprint="9923282fc76c57b9",
        apply=_limit_executions,
    ),
    Patch(
        target="ministack.services.lambda_svc:_emit_lambda_logs",
        purpose=f"keep no more than the latest {LOG_STREAMS} log streams of a function",
        fingerprint="111efbf06968bb20",
        apply=_limit_log_streams,
    ),
    Patch(
        target="ministack.services.stepfunctions:_emit_execution_status_event",
        purpose="publish no event for each execution: all are kept, and Express has none on AWS",
        fingerprint="9c89e45693e353eb",
        apply=_skip_status_events,
    ),
    Patch(
        target="ministack.services.lambda_svc:_emit_lambda_metrics",
        purpose="record no metric of an invocation: each is kept for two weeks and never read",
        fingerprint="3b6689d77cf6f1e4",
        apply=_skip_invocation_metrics,
    ),
)
