"""The middleware of every Lambda handler: warm-up calls, logs, metrics and errors.

Logs carry ids and codes. They hold no text, audio or URL: no payload is logged, and no message of an
error that is not ours, because it may quote what was said. Metrics are log lines in CloudWatch's
embedded metric format; `metric_names` lists them.
"""

import json
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from time import sleep
from traceback import extract_tb
from typing import Any, TypeAlias

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.middleware_factory import lambda_handler_decorator
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import ValidationError

from dragoman.errors import DragomanError, Gone, NotAdmitted, Unavailable
from dragoman.observability.metric_names import ANSWERING, ERRORS, NAMESPACE, REFUSALS, Metric
from dragoman.observability.stage_metrics import (
    Stopwatch,
    language_pair,
    log_fields,
    stage_metrics,
)
from dragoman.protocol import CaptionTask, CaptionTranslationTask, JobTask
from dragoman.protocol.validation import invalid_message

logger = Logger()
metrics = Metrics(namespace=NAMESPACE)
warnings.filterwarnings("ignore", message="No application metrics")  # a warm-up call has none

Event: TypeAlias = dict[str, Any]
Handler: TypeAlias = Callable[..., Any]
Kind: TypeAlias = Callable[[Handler, Event, LambdaContext], Any]
"""The wrapper of the handlers of one kind of event: it calls the handler, measures it, and converts
its result to the response."""
OK = {"statusCode": 200}
UNAVAILABLE = {"statusCode": 503}
INNERMOST_FRAMES = 5


def lambda_handler(
    kind: Kind, *, wake: Callable[[Sequence[str]], object]
) -> Callable[[Handler], Callable[[Event, LambdaContext], Any]]:
    """The decorator of a handler. A warm-up event, `{"warm": [languages], "hold_s": seconds}`, only
    calls `wake` and keeps the environment busy for so long; no language stands for all."""
    decorator: Callable[[Handler], Callable[[Event, LambdaContext], Any]]
    decorator = _middleware(kind=kind, wake=wake)
    return decorator


@lambda_handler_decorator
def _middleware(
    handler: Handler,
    event: Event,
    context: LambdaContext,
    kind: Kind,
    wake: Callable[[Sequence[str]], object],
) -> Any:
    @metrics.log_metrics(capture_cold_start_metric=True)
    @logger.inject_lambda_context(clear_state=True)
    def serve(event: Event, context: LambdaContext) -> Any:
        with _private_errors():
            if isinstance(event, dict) and "warm" in event:
                wake(event["warm"])
                sleep(event.get("hold_s", 0.0))
                return None
            return kind(handler, event, context)

    return serve(event, context)


@contextmanager
def _private_errors() -> Iterator[None]:
    """Replaces every error that is not ours by DragomanError: Lambda prints the message of an error
    and passes it to the state machine."""
    try:
        yield
    except DragomanError:
        raise
    except Exception as error:
        log_unexpected(error)
        raise DragomanError from None


def log_unexpected(error: Exception) -> None:
    """Logs the type of an error and where it was raised."""
    frames = extract_tb(error.__traceback__, limit=-INNERMOST_FRAMES)
    where = [f"{frame.filename}:{frame.lineno}" for frame in frames]
    logger.error("unexpected", extra={"error": type(error).__name__, "where": where})


def add_metrics(values: Mapping[Metric, float], **dimensions: str) -> None:
    """Adds metrics to the line that is printed when the handler returns. All metrics of a line have
    the same dimensions. Names that are in none of their sets become fields of the line."""
    for metric, value in values.items():
        metrics.add_metric(metric.name, metric.unit.value, value)
    (sets,) = {metric.dimension_sets for metric in values}
    known = {**dimensions, "service": str(metrics.service)}
    for names in sets[1:]:  # Powertools adds the first
        metrics.add_dimensions(**{name: known[name] for name in names})
    of_sets = {name for names in sets for name in names}
    _add_metadata({name: value for name, value in dimensions.items() if name not in of_sets})


def _add_metadata(fields: Mapping[str, Any]) -> None:
    """Adds fields to the line that are not metrics."""
    for name, value in fields.items():
        metrics.add_metadata(name, value)


def _measure_answer(refused: str | None, action: str, stopwatch: Stopwatch) -> None:
    """Measures a request and its refusal code, if any."""
    if refused:
        logger.info("refused", extra={"code": refused})
        add_metrics({REFUSALS: 1}, code=refused)
    else:
        _add_metadata(stopwatch.costs())
        add_metrics({ANSWERING: stopwatch.ms}, action=action)


def websocket(
    handler: Handler, event: Event, _context: LambdaContext, undelivered: Mapping[str, int] = OK
) -> dict[str, int]:
    """A WebSocket route. The handler returns the refusal that it sent, or None. When the client
    cannot be answered the response is `undelivered`: API Gateway could do nothing about it."""
    stopwatch = Stopwatch()
    try:
        refusal = handler(event)
    except (Gone, Unavailable) as error:
        logger.warning("could not answer", extra={"code": error.code})
        add_metrics({REFUSALS: 1}, code=error.code)
        return dict(undelivered)
    _measure_answer(refusal.code if refusal else None, _route(event), stopwatch)
    return OK


def _route(event: Event) -> str:
    return str(event["requestContext"]["routeKey"])


def authorizer(handler: Handler, event: Event, _context: LambdaContext) -> Event:
    """A WebSocket authorizer. The handler returns the ticket, or raises NotAdmitted. $connect gets
    the key of the address with the principal."""
    stopwatch, context = Stopwatch(), {}
    try:
        ticket = handler(event)
        principal, effect, code = ticket.identity, "Allow", None
        context = {"address_key": ticket.address_key}
    except NotAdmitted as refusal:
        logger.warning("not admitted", extra={"why": str(refusal)})
        principal, effect, code = "nobody", "Deny", refusal.code
    _measure_answer(code, _route(event), stopwatch)
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": event["methodArn"]}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return {"principalId": principal, "policyDocument": document, "context": context}


def http(handler: Handler, event: Event, context: LambdaContext) -> Event:
    """An HTTP API, whose refusals are problems with a code."""
    stopwatch = Stopwatch()
    response: Event = handler(event, context)
    refused = response["statusCode"] >= 400
    _measure_answer(
        json.loads(response["body"])["code"] if refused else None, _route(event), stopwatch
    )
    return response


def captions(task_type: type[CaptionTask | CaptionTranslationTask]) -> Kind:
    """A task of captions, which nobody waits for. The event may raise InvalidMessage. The handler
    returns the refusal that it sent, or None."""

    def run(handler: Handler, event: Event, _context: LambdaContext) -> None:
        try:
            task = task_type.model_validate(event)
        except ValidationError as error:
            raise invalid_message(error) from None
        logger.set_correlation_id(str(task.message_id))
        stopwatch = Stopwatch()
        refusal = handler(task)
        _measure_answer(refusal.code if refusal else None, "partial", stopwatch)

    return run


def stage_or_captions(stage_kind: Kind, captions_kind: Kind) -> Kind:
    """A function that is a stage of the execution, and also serves captions."""

    def run(handler: Handler, event: Event, context: LambdaContext) -> Any:
        is_stage = not isinstance(event, dict) or "connection_ids" not in event
        return (stage_kind if is_stage else captions_kind)(handler, event, context)

    return run


def scheduled(handler: Handler, _event: Event, _context: LambdaContext) -> None:
    """A handler that runs on a schedule."""
    stopwatch = Stopwatch()
    handler()
    _add_metadata({"ms": round(stopwatch.ms, 1), **stopwatch.costs()})


def stage(task_type: type[JobTask]) -> Kind:
    """A stage of the execution. The event is parsed to a task, which may raise InvalidMessage; the
    result is returned as JSON. Log lines have the `message_id` as correlation id."""

    def run(handler: Handler, event: Event, _context: LambdaContext) -> Event:
        try:
            task = task_type.model_validate(event)
        except ValidationError as error:
            raise invalid_message(error) from None
        logger.set_correlation_id(str(task.job.message_id))
        stopwatch, mode, segment = Stopwatch(), task.job.mode.value, task.job.segment
        try:
            result = handler(task)
        except Exception as error:
            code = error.code if isinstance(error, DragomanError) else DragomanError.code
            logger.warning("stage failed", extra={"code": code, "segment": segment})
            add_metrics({ERRORS: 1}, pair=language_pair(task), mode=mode, code=code)
            raise
        values = stage_metrics(task, result, stopwatch)
        logger.info("stage done", extra={"segment": segment, "ms": round(stopwatch.ms)})
        _add_metadata(log_fields(task, result, stopwatch))
        if values:
            add_metrics(values, pair=language_pair(task, result), mode=mode)
        response: Event = result.model_dump(mode="json")
        return response

    return run
