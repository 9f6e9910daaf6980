"""What every function says of itself: structured logs and metrics, never what people say.

Logs carry ids and codes. Texts, audio and URLs are kept out by logging no payloads at all, and no
words of an error that is not ours: they may quote what was said. Metrics
are log lines in CloudWatch's embedded metric format; `measures` says which there are.
"""

import json
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from time import sleep
from traceback import extract_tb
from typing import Any, TypeVar

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import ValidationError

from dragoman.errors import DragomanError, Gone, InvalidMessage, NotAdmitted, Unavailable
from dragoman.observability.metric_names import ANSWERING, ERRORS, NAMESPACE, REFUSALS, Metric
from dragoman.observability.stage_metrics import Stopwatch, language_pair, log_fields, stage_metrics
from dragoman.protocol import JobTask, RequestError, StagePayload

logger = Logger()
metrics = Metrics(namespace=NAMESPACE)
# A function that is only woken has nothing to measure.
warnings.filterwarnings("ignore", message="No application metrics")

Event = dict[str, Any]
ANSWERED = {"statusCode": 200}
REFUSED = {"statusCode": 503}
INNERMOST = 5
"""Frames of a surprise that are noted."""
Task = TypeVar("Task", bound=JobTask)


def add_metrics(values: Mapping[Metric, float], **dimensions: str) -> None:
    """Adds to the line that is printed when the handler is left. Everything on it has the same
    dimensions, so what is measured together has them in common."""
    for metric, value in values.items():
        metrics.add_metric(metric.name, metric.unit.value, value)
    (sets,) = {metric.dimension_sets for metric in values}
    known = {**dimensions, "service": str(metrics.service)}
    for names in sets[1:]:  # Powertools itself adds the first
        metrics.add_dimensions(**{name: known[name] for name in names})


def _note(told: Mapping[str, Any]) -> None:
    """On the line, for whoever reads lines; it costs no metric."""
    for key, value in told.items():
        metrics.add_metadata(key, value)


def log_unexpected(error: Exception) -> None:
    """Its type, and where it arose."""
    frames = extract_tb(error.__traceback__, limit=-INNERMOST)
    where = [f"{frame.filename}:{frame.lineno}" for frame in frames]
    logger.error("unexpected", extra={"error": type(error).__name__, "where": where})


@contextmanager
def _without_words() -> Iterator[None]:
    """What leaves a handler is printed by Lambda's runtime, with its words, and handed to the state
    machine. Ours are safe to say; of any other, DragomanError goes on in its place."""
    try:
        yield
    except DragomanError:
        raise
    except Exception as error:
        log_unexpected(error)
        raise DragomanError from None


def route(
    *, wake: Callable[[], None], otherwise: dict[str, int] = ANSWERED
) -> Callable[
    [Callable[[Event], RequestError | None]], Callable[[Event, LambdaContext], dict[str, int]]
]:
    """A Lambda handler of a WebSocket route. API Gateway is told that all went well also when
    nobody was left to be told: there is nothing it could mend; unless there is, as `otherwise`
    says. What `run` gives back is the refusal that was answered. `{"warm": …}` only calls `wake`.
    """

    def around(
        run: Callable[[Event], RequestError | None],
    ) -> Callable[[Event, LambdaContext], dict[str, int]]:
        @metrics.log_metrics(capture_cold_start_metric=True)
        @logger.inject_lambda_context(clear_state=True)
        @_without_words()
        @wraps(run)
        def handler(event: Event, _context: LambdaContext) -> dict[str, int]:
            if _to_warm(event):
                wake()
                return ANSWERED
            stopwatch = Stopwatch()
            try:
                refusal = run(event)
            except (Gone, Unavailable) as error:
                logger.warning("could not answer", extra={"code": error.code})
                add_metrics({REFUSALS: 1}, code=error.code)
                return otherwise
            _answered(refusal.code if refusal else None, event, stopwatch)
            return ANSWERED

        return handler  # type: ignore[no-any-return]

    return around


def _answered(refused: str | None, event: Event, stopwatch: Stopwatch) -> None:
    if refused:
        logger.info("refused", extra={"code": refused})
        add_metrics({REFUSALS: 1}, code=refused)
    else:
        _note(stopwatch.costs())
        add_metrics({ANSWERING: stopwatch.ms}, action=event["requestContext"]["routeKey"])


def authorizer(
    *, wake: Callable[[], None]
) -> Callable[[Callable[[Event], str]], Callable[[Event, LambdaContext], Event]]:
    """A Lambda authorizer of a WebSocket: lets in whoever `run` names, nobody when it raises
    NotAdmitted. What it was shown is not logged. `{"warm": …}` only calls `wake`."""

    def around(run: Callable[[Event], str]) -> Callable[[Event, LambdaContext], Event]:
        @metrics.log_metrics(capture_cold_start_metric=True)
        @logger.inject_lambda_context(clear_state=True)
        @_without_words()
        @wraps(run)
        def handler(event: Event, _context: LambdaContext) -> Event:
            if _to_warm(event):
                wake()
                return dict(ANSWERED)
            stopwatch = Stopwatch()
            try:
                principal = run(event)
            except NotAdmitted as refusal:
                logger.warning("not admitted", extra={"why": str(refusal)})
                _answered(refusal.code, event, stopwatch)
                return _policy("nobody", "Deny", event["methodArn"])
            _answered(None, event, stopwatch)
            return _policy(principal, "Allow", event["methodArn"])

        return handler  # type: ignore[no-any-return]

    return around


def api(
    *, wake: Callable[[], None]
) -> Callable[[Callable[[Event, LambdaContext], Event]], Callable[[Event, LambdaContext], Event]]:
    """A Lambda handler of an HTTP API, whose refusals are problems that name their code.
    `{"warm": …}` only calls `wake`."""

    def around(
        run: Callable[[Event, LambdaContext], Event],
    ) -> Callable[[Event, LambdaContext], Event]:
        @metrics.log_metrics(capture_cold_start_metric=True)
        @logger.inject_lambda_context(clear_state=True)
        @_without_words()
        @wraps(run)
        def handler(event: Event, context: LambdaContext) -> Event:
            if _to_warm(event):
                wake()
                return dict(ANSWERED)
            stopwatch = Stopwatch()
            answer = run(event, context)
            refused = answer["statusCode"] >= 400
            _answered(json.loads(answer["body"])["code"] if refused else None, event, stopwatch)
            return answer

        return handler  # type: ignore[no-any-return]

    return around


def _policy(principal: str, effect: str, resource: str) -> Event:
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": resource}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return {"principalId": principal, "policyDocument": document}


def _to_warm(event: Any) -> bool:
    return isinstance(event, dict) and "warm" in event


def scheduled(
    *, wake: Callable[[], None]
) -> Callable[[Callable[[], None]], Callable[[Event, LambdaContext], None]]:
    """A Lambda handler of something that is done by the clock. `{"warm": …}` only calls `wake`."""

    def around(run: Callable[[], None]) -> Callable[[Event, LambdaContext], None]:
        @metrics.log_metrics(capture_cold_start_metric=True)
        @logger.inject_lambda_context(clear_state=True)
        @_without_words()
        @wraps(run)
        def handler(event: Event, _context: LambdaContext) -> None:
            if _to_warm(event):
                wake()
                return
            stopwatch = Stopwatch()
            run()
            _note({"ms": round(stopwatch.ms, 1), **stopwatch.costs()})

        return handler  # type: ignore[no-any-return]

    return around


def stage(
    task_type: type[Task], *, wake: Callable[[Sequence[str]], None]
) -> Callable[
    [Callable[[Task], StagePayload | None]], Callable[[Event, LambdaContext], Event | None]
]:
    """A Lambda handler of one stage of the flow.

    Parses the event (InvalidMessage when it is none), logs and measures with `message_id` as
    correlation, and gives the result back as JSON. `{"warm": [languages]}` only calls `wake`; none
    stands for all that are offered. With `hold_s` the environment stays busy so long after that.
    """

    def around(
        run: Callable[[Task], StagePayload | None],
    ) -> Callable[[Event, LambdaContext], Event | None]:
        @metrics.log_metrics(capture_cold_start_metric=True)
        @_without_words()
        @wraps(run)
        def handler(event: Event, _context: LambdaContext) -> Event | None:
            if _to_warm(event):
                wake(event["warm"])
                sleep(event.get("hold_s", 0.0))
                return None
            task = _parse(task_type, event)
            logger.set_correlation_id(str(task.job.message_id))
            result = _observed(run, task)
            return result.model_dump(mode="json") if result is not None else None

        return handler  # type: ignore[no-any-return]

    return around


def _observed(run: Callable[[Task], StagePayload | None], task: Task) -> StagePayload | None:
    """Runs the stage; what came of it, or with which error it ended, is logged and measured."""
    stopwatch, mode = Stopwatch(), task.job.mode.value
    try:
        result = run(task)
    except Exception as error:
        code = error.code if isinstance(error, DragomanError) else DragomanError.code
        logger.warning("stage failed", extra={"code": code, "segment": task.job.segment})
        add_metrics({ERRORS: 1}, pair=language_pair(task), mode=mode, code=code)
        raise
    values, told = stage_metrics(task, result, stopwatch), log_fields(task, result, stopwatch)
    logger.info("stage done", extra={"segment": task.job.segment, "ms": round(stopwatch.ms)})
    _note(told)
    add_metrics(values, pair=language_pair(task, result), mode=mode)
    return result


def _parse(task_type: type[Task], event: Event) -> Task:
    try:
        return task_type.model_validate(event)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        raise InvalidMessage(".".join(map(str, first["loc"])) + ": " + first["msg"]) from None
