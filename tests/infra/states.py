"""Runs a state machine's definition with functions of a test's own, as strictly as AWS does: a path
that leads nowhere is an error, and so is a function without a payload of its model.

Knows what our flow uses: Task, Choice, Pass, Parallel, Map and Fail, in JSONPath, with Retry (which does
not wait) and Catch.
"""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

Json = dict[str, Any]
Invoke = Callable[[str, Json], Any]
"""Invokes a Task's Resource with a payload. Raises TaskFailed."""

CONTEXT: Json = {"State": {"EnteredTime": "2026-11-24T12:00:00.123Z"}}


class TaskFailed(Exception):
    """A function raised; the message is its error's name."""

    def __init__(self, error: str, cause: str = "") -> None:
        super().__init__(error)
        self.cause = cause


class ExecutionFailed(Exception):
    """The execution ended in a Fail state; the message is its error."""


def run(definition: Json, data: Json, invoke: Invoke) -> Json:
    """The output of the last state."""
    name: str | None = definition["StartAt"]
    while name is not None:
        data, name = _step(definition["States"][name], data, invoke)
    return data


def _step(state: Json, data: Json, invoke: Invoke) -> tuple[Json, str | None]:
    match state["Type"]:
        case "Choice":
            return data, _chosen(state, data)
        case "Succeed":
            return data, None
        case "Fail":
            raise ExecutionFailed(read(state["ErrorPath"], data))
        case "Pass":
            given = read(state.get("InputPath", "$"), data)
            return _write(state, data, state.get("Result", given)), state.get("Next")
    try:
        if state["Type"] == "Map":
            return _write(state, data, _for_each(state, data, invoke)), state.get("Next")
        payload = _filled(state["Parameters"], data)
        if state["Type"] == "Parallel":
            result = [run(branch, deepcopy(payload), invoke) for branch in state["Branches"]]
        else:
            result = _tried(state, payload, invoke)
    except TaskFailed as error:
        if "Catch" not in state:
            raise
        (catch,) = state["Catch"]
        assert catch["ErrorEquals"] == ["States.ALL"]
        return _write(catch, data, {"Error": str(error), "Cause": error.cause}), catch["Next"]
    return _write(state, data, result), state.get("Next")


def _for_each(state: Json, data: Json, invoke: Invoke) -> list[Json]:
    """The result of each item."""
    results = []
    for item in read(state["ItemsPath"], data):
        context = {**CONTEXT, "Map": {"Item": {"Value": item}}}
        given = _filled(state["ItemSelector"], data, context)
        results.append(run(state["ItemProcessor"], deepcopy(given), invoke))
    return results


def _tried(state: Json, payload: Json, invoke: Invoke) -> Any:
    """The result of a task, which is tried as often as its Retry allows."""
    (retry,) = state.get("Retry", [{"ErrorEquals": [], "MaxAttempts": 0}])
    for left in reversed(range(retry["MaxAttempts"] + 1)):
        try:
            return invoke(state["Resource"], payload)
        except TaskFailed as error:
            if not left or str(error) not in retry["ErrorEquals"]:
                raise
    raise AssertionError


def read(path: str, data: Json) -> Any:
    found: Any = data
    for step in path.split(".")[1:]:
        found = found[step]
    return found


def _is_present(path: str, data: Json) -> bool:
    try:
        read(path, data)
    except KeyError:
        return False
    return True


def _filled(parameters: Json, data: Json, context: Json = CONTEXT) -> Json:
    def value_of(name: str, value: Any) -> Any:
        if isinstance(value, dict):
            return _filled(value, data, context)
        return _read_any(value, data, context) if name.endswith(".$") else value

    return {name.removesuffix(".$"): value_of(name, value) for name, value in parameters.items()}


def _read_any(path: str, data: Json, context: Json) -> Any:
    """The value at a path of the state's input or of the context object."""
    return read(path[1:], context) if path.startswith("$$.") else read(path, data)


def _write(state: Json, data: Json, result: Any) -> Any:
    path = state.get("ResultPath", "$")
    if path is None:
        return data
    if path == "$":
        return result
    data = deepcopy(data)
    *parents, last = path.split(".")[1:]
    into = data
    for step in parents:
        into = into.setdefault(step, {})
    into[last] = result
    return data


def _chosen(state: Json, data: Json) -> str:
    for choice in state["Choices"]:
        if choice.get("IsPresent"):
            if _is_present(choice["Variable"], data):
                return str(choice["Next"])
            continue
        ((_, expected),) = ((k, v) for k, v in choice.items() if k.endswith("Equals"))
        if read(choice["Variable"], data) == expected:
            return str(choice["Next"])
    return str(state["Default"])
