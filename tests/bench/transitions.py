"""The overhead of the emulator: a state, and a function that does nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from time import perf_counter
from typing import Any

from infra.local.stack import EmulatedStack
from tests.bench.figures import figures
from tests.bench.stack import function_names

CHAIN = 20


def transition_ms(stack: EmulatedStack, runs: int) -> dict[str, Any]:
    """The duration of an empty execution, and of each further state."""
    short, long = (_executions_ms(stack, states, runs) for states in (1, 1 + CHAIN))
    each_ms = (long["p50"] - short["p50"]) / CHAIN
    return {"execution_ms": short, "state_ms": round(each_ms, 2)}


def _executions_ms(stack: EmulatedStack, states: int, runs: int) -> dict[str, float]:
    client = stack.client("stepfunctions")
    names = [f"S{number}" for number in range(states)]
    chain: dict[str, dict[str, Any]] = {
        name: {"Type": "Pass", "Next": following} for name, following in pairwise(names)
    }
    chain[names[-1]] = {"Type": "Pass", "End": True}
    machine = client.create_state_machine(
        name=f"bench-{states}",
        type="EXPRESS",
        roleArn="arn:aws:iam::000000000000:role/bench",
        definition=json.dumps({"StartAt": names[0], "States": chain}),
    )["stateMachineArn"]
    took = [_ms(lambda: client.start_sync_execution(stateMachineArn=machine)) for _ in range(runs)]
    client.delete_state_machine(stateMachineArn=machine)
    return figures(took)


def invocation_ms(stack: EmulatedStack, runs: int) -> dict[str, float]:
    """The duration of an invocation of a warm function that does nothing."""
    client, function = stack.client("lambda"), function_names(stack)["connect"]
    payload = json.dumps({"warm": []})
    return figures(
        _ms(lambda: client.invoke(FunctionName=function, Payload=payload)) for _ in range(runs)
    )


def _ms(call: Callable[[], object]) -> float:
    began = perf_counter()
    call()
    return (perf_counter() - began) * 1000
