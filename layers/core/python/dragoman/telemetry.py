"""What every function says of itself: structured logs and metrics, never what people say.

Logs carry ids and codes. Texts, audio and URLs are kept out by logging no payloads at all.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from time import perf_counter
from typing import Any, TypeVar

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import ValidationError

from dragoman.errors import DragomanError, Gone, InvalidMessage, NotAdmitted, Unavailable
from dragoman.messages import JobTask, StagePayload

logger = Logger()
metrics = Metrics()

Event = dict[str, Any]
ANSWERED = {"statusCode": 200}
REFUSED = {"statusCode": 503}
Task = TypeVar("Task", bound=JobTask)


def route(
    *, wake: Callable[[], None], otherwise: dict[str, int] = ANSWERED
) -> Callable[[Callable[[Event], None]], Callable[[Event, LambdaContext], dict[str, int]]]:
    """A Lambda handler of a WebSocket route. API Gateway is told that all went well also when
    nobody was left to be told: there is nothing it could mend; unless there is, as `otherwise`
    says. `{"warm": …}` only calls `wake`."""

    def around(
        run: Callable[[Event], None],
    ) -> Callable[[Event, LambdaContext], dict[str, int]]:
        @logger.inject_lambda_context(clear_state=True)
        @wraps(run)
        def handler(event: Event, _context: LambdaContext) -> dict[str, int]:
            if _to_warm(event):
                wake()
                return ANSWERED
            try:
                run(event)
            except (Gone, Unavailable) as error:
                logger.warning("could not answer", extra={"code": error.code})
                return otherwise
            return ANSWERED

        return handler

    return around


def authorizer(
    *, wake: Callable[[], None]
) -> Callable[[Callable[[Event], str]], Callable[[Event, LambdaContext], Event]]:
    """A Lambda authorizer of a WebSocket: lets in whoever `run` names, nobody when it raises
    NotAdmitted. What it was shown is not logged. `{"warm": …}` only calls `wake`."""

    def around(run: Callable[[Event], str]) -> Callable[[Event, LambdaContext], Event]:
        @logger.inject_lambda_context(clear_state=True)
        @wraps(run)
        def handler(event: Event, _context: LambdaContext) -> Event:
            if _to_warm(event):
                wake()
                return dict(ANSWERED)
            try:
                return _policy(run(event), "Allow", event["methodArn"])
            except NotAdmitted as refusal:
                logger.warning("not admitted", extra={"why": str(refusal)})
                return _policy("nobody", "Deny", event["methodArn"])

        return handler

    return around


def _policy(principal: str, effect: str, resource: str) -> Event:
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": resource}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return {"principalId": principal, "policyDocument": document}


def _to_warm(event: Any) -> bool:
    return isinstance(event, dict) and "warm" in event


def errand(
    *, wake: Callable[[], None]
) -> Callable[[Callable[[], None]], Callable[[Event, LambdaContext], None]]:
    """A Lambda handler of something that is done by the clock. `{"warm": …}` only calls `wake`."""

    def around(run: Callable[[], None]) -> Callable[[Event, LambdaContext], None]:
        @metrics.log_metrics
        @logger.inject_lambda_context(clear_state=True)
        @wraps(run)
        def handler(event: Event, _context: LambdaContext) -> None:
            wake() if _to_warm(event) else run()

        return handler

    return around


def stage(
    task_type: type[Task], *, wake: Callable[[Sequence[str]], None]
) -> Callable[
    [Callable[[Task], StagePayload | None]], Callable[[Event, LambdaContext], Event | None]
]:
    """A Lambda handler of one stage of the flow.

    Parses the event (InvalidMessage when it is none), logs and measures with `message_id` as
    correlation, and gives the result back as JSON. `{"warm": [languages]}` only calls `wake`; none stands for all that are offered.
    """

    def around(
        run: Callable[[Task], StagePayload | None],
    ) -> Callable[[Event, LambdaContext], Event | None]:
        @metrics.log_metrics(capture_cold_start_metric=True)
        @wraps(run)
        def handler(event: Event, _context: LambdaContext) -> Event | None:
            if _to_warm(event):
                wake(event["warm"])
                return None
            task = _parse(task_type, event)
            logger.set_correlation_id(str(task.job.message_id))
            result = _observed(run, task)
            return result.model_dump(mode="json") if result is not None else None

        return handler  # type: ignore[no-any-return]

    return around


def _observed(run: Callable[[Task], StagePayload | None], task: Task) -> StagePayload | None:
    """Runs the stage; how long it took, or with which error it ended, is logged and measured."""
    metrics.add_dimension(name="mode", value=task.job.mode)
    began = perf_counter()
    try:
        result = run(task)
    except DragomanError as error:
        logger.warning("stage failed", extra={"code": error.code, "segment": task.job.segment})
        metrics.add_metric(name=f"error_{error.code}", unit=MetricUnit.Count, value=1)
        raise
    took_ms = (perf_counter() - began) * 1000
    metrics.add_metric(name="duration", unit=MetricUnit.Milliseconds, value=took_ms)
    logger.info("stage done", extra={"segment": task.job.segment, "ms": round(took_ms)})
    return result


def _parse(task_type: type[Task], event: Event) -> Task:
    try:
        return task_type.model_validate(event)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        raise InvalidMessage(".".join(map(str, first["loc"])) + ": " + first["msg"]) from None
