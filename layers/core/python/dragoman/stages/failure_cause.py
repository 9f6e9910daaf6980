"""The error behind what the state machine's Catch left."""

import json
from typing import Final

from dragoman.errors import (
    Crashed,
    DragomanError,
    Throttled,
    TimedOut,
    Unavailable,
    by_name,
)
from dragoman.protocol import Failure

_SERVICE_ERRORS: Final[dict[str, type[DragomanError]]] = {
    "Lambda.TooManyRequestsException": Throttled,
    "States.Timeout": TimedOut,
    "Sandbox.Timedout": TimedOut,
    "Lambda.ServiceException": Unavailable,
    "Lambda.AWSLambdaException": Unavailable,
    "Lambda.SdkClientException": Unavailable,
    "Lambda.ClientExecutionTimeoutException": Unavailable,
    "Lambda.Unknown": Crashed,
    "Runtime.ExitError": Crashed,
    "Runtime.OutOfMemory": Crashed,
    "Runtime.Unknown": Crashed,
    "States.TaskFailed": Crashed,
}
"""Errors that the state machine and Lambda themselves report."""


def cause(failure: Failure | None) -> DragomanError:
    """The error of a failure. Errors that are not ours keep their text to themselves."""
    if failure is None:
        return DragomanError("This stage left no result.")
    if failure.error in _SERVICE_ERRORS:
        return _SERVICE_ERRORS[failure.error]()
    kind = by_name(failure.error)
    if kind is DragomanError:
        return DragomanError()
    try:
        return kind(json.loads(failure.cause)["errorMessage"])
    except (ValueError, KeyError, TypeError):
        return kind()
