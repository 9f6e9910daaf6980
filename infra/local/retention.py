"""What MiniStack remembers for ever, and nobody asks for: forgotten here, so that the emulator of a
long run is as small and as quick as that of a short one.

What the product itself keeps for a day (recordings, voices, events) is kept, as on AWS.
"""

from typing import Any, Final

from infra.local.patching import Patch, SetAttribute

EXECUTIONS: Final = 1_000
"""Each with all that went in and out of its states."""
LOG_STREAMS: Final = 20
"""Of a function; each invocation makes one. What functions print is kept in files."""


def _forget_executions(set_attribute: SetAttribute) -> None:
    from ministack.services import stepfunctions

    start = stepfunctions._start_execution

    def start_and_forget(data: Any) -> Any:
        _keep_latest(stepfunctions._executions, EXECUTIONS)
        return start(data)

    set_attribute(stepfunctions, "_start_execution", start_and_forget)


def _forget_log_streams(set_attribute: SetAttribute) -> None:
    from ministack.services import cloudwatch_logs, lambda_svc

    emit = lambda_svc._emit_lambda_logs

    def emit_and_forget(function: Any, *args: Any, **kwargs: Any) -> None:
        emit(function, *args, **kwargs)
        for name in list(cloudwatch_logs._log_groups):
            if group := cloudwatch_logs._log_groups.get(name):
                _keep_latest(group["streams"], LOG_STREAMS)

    set_attribute(lambda_svc, "_emit_lambda_logs", emit_and_forget)


def _keep_latest(kept: Any, most: int) -> None:
    for name in list(kept)[:-most]:
        kept.pop(name, None)


def _publish_no_status(set_attribute: SetAttribute) -> None:
    from ministack.services import stepfunctions

    set_attribute(stepfunctions, "_emit_execution_status_event", lambda _execution: None)


def _count_no_invocations(set_attribute: SetAttribute) -> None:
    from ministack.services import lambda_svc

    set_attribute(lambda_svc, "_emit_lambda_metrics", lambda *_args, **_kwargs: None)


PATCHES = (
    Patch(
        target="ministack.services.stepfunctions:_start_execution",
        purpose=f"keep no more than the latest {EXECUTIONS} executions",
        fingerprint="9923282fc76c57b9",
        apply=_forget_executions,
    ),
    Patch(
        target="ministack.services.lambda_svc:_emit_lambda_logs",
        purpose=f"keep no more than the latest {LOG_STREAMS} log streams of a function",
        fingerprint="111efbf06968bb20",
        apply=_forget_log_streams,
    ),
    Patch(
        target="ministack.services.stepfunctions:_emit_execution_status_event",
        purpose="publish no event for each execution, which is kept for ever; Express has none on AWS",
        fingerprint="9c89e45693e353eb",
        apply=_publish_no_status,
    ),
    Patch(
        target="ministack.services.lambda_svc:_emit_lambda_metrics",
        purpose="measure no invocation: every point is kept for two weeks, and nobody looks at them",
        fingerprint="3b6689d77cf6f1e4",
        apply=_count_no_invocations,
    ),
)
