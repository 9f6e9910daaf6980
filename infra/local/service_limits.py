"""Limits and behaviour of AWS services that MiniStack lacks.

Routes: a client cannot select a reserved route or see what a function returned or raised. Step
Functions: 256 KB of state. Lambda: 6 MB of payload, and the error name of throttling.
"""

import json
from collections.abc import Callable
from typing import Any, Final

from infra.local.patch import Patch, SetAttribute

STATE_LIMIT_BYTES: Final = 256 * 1024
PAYLOAD_LIMIT_BYTES: Final = 6 * 1024 * 1024


def size_bytes(value: Any) -> int:
    """The size of the value as JSON."""
    return len(json.dumps(value, ensure_ascii=False, default=str).encode(errors="replace"))


# --- Routes -------------------------------------------------------------------------------------


def _reserve_routes(set_attribute: SetAttribute) -> None:
    from ministack.services import apigateway

    select = apigateway._evaluate_route_selection

    def select_unreserved(expression: str, payload: str) -> str:
        route = str(select(expression, payload))
        return "$default" if route.startswith("$") else route

    set_attribute(apigateway, "_evaluate_route_selection", select_unreserved)


FAILED_INTEGRATION = (429, 502)
"""The emulator's status codes for a function that was throttled or raised an error."""


def _hide_answers(set_attribute: SetAttribute) -> None:
    from ministack.services import apigateway

    invoke = apigateway._invoke_ws_lambda

    async def invoke_without_answer(*args: Any, **kwargs: Any) -> Any:
        connection_id, event_type, message_id = args[5], args[6], args[7]
        if event_type != "MESSAGE":
            return await invoke(*args, **kwargs)
        try:
            answer = await invoke(*args, **kwargs)
        except Exception:
            apigateway.logger.exception("a route's integration failed")
            answer = {"statusCode": 502}
        if isinstance(answer, dict) and answer.get("statusCode") in FAILED_INTEGRATION:
            return {"body": _internal_server_error(connection_id, message_id)}
        return None

    set_attribute(apigateway, "_invoke_ws_lambda", invoke_without_answer)


def _internal_server_error(connection_id: str, request_id: str) -> dict[str, str]:
    return {
        "message": "Internal server error",
        "connectionId": connection_id,
        "requestId": request_id,
    }


# --- Step Functions -----------------------------------------------------------------------------

STATES = ("_execute_pass", "_execute_task", "_execute_choice", "_execute_parallel", "_execute_map")


def _limit_input(set_attribute: SetAttribute) -> None:
    from ministack.services import stepfunctions

    def limited(start: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def start_limited(data: Any) -> Any:
            if len(str(data.get("input", "")).encode()) <= STATE_LIMIT_BYTES:
                return start(data)
            return stepfunctions.error_response_json(
                "ValidationException",
                "1 validation error detected: Value at 'input' failed to satisfy constraint: "
                f"Member must have length less than or equal to {STATE_LIMIT_BYTES}",
                400,
            )

        return start_limited

    for name in ("_start_execution", "_start_sync_execution"):
        set_attribute(stepfunctions, name, limited(getattr(stepfunctions, name)))


def _limit_states(set_attribute: SetAttribute) -> None:
    from ministack.services import stepfunctions

    def check(value: Any, what: str) -> None:
        if (size := size_bytes(value)) > STATE_LIMIT_BYTES:
            raise stepfunctions._ExecutionError(
                "States.DataLimitExceeded",
                f"The {what} has {size} bytes, over the limit of {STATE_LIMIT_BYTES}.",
            )

    invoke = stepfunctions._invoke_resource

    def invoke_limited(resource: str, data: Any) -> Any:
        check(data, "task's input")
        result = invoke(resource, data)
        check(result, "task's result")
        return result

    def limited(execute: Callable[..., Any]) -> Callable[..., Any]:
        def execute_limited(*args: Any) -> Any:
            output, following = execute(*args)
            check(output, "state's output")
            return output, following

        return execute_limited

    set_attribute(stepfunctions, "_invoke_resource", invoke_limited)
    for name in STATES:
        set_attribute(stepfunctions, name, limited(getattr(stepfunctions, name)))


UNCATCHABLE = ("States.DataLimitExceeded", "States.Runtime")
"""Errors that States.ALL and States.TaskFailed do not catch."""


def _match_errors_exactly(set_attribute: SetAttribute) -> None:
    from ministack.services import stepfunctions

    matches = stepfunctions._error_matches

    def matches_exactly(named: list[str], error: str) -> bool:
        return error in named if error in UNCATCHABLE else bool(matches(named, error))

    set_attribute(stepfunctions, "_error_matches", matches_exactly)


# --- Lambda -------------------------------------------------------------------------------------


def _limit_payloads(set_attribute: SetAttribute) -> None:
    from ministack.services import lambda_svc

    execute = lambda_svc._execute_function

    def execute_limited(function: Any, event: Any) -> Any:
        if (size := size_bytes(event)) > PAYLOAD_LIMIT_BYTES:
            return _too_large("RequestEntityTooLargeException", "request", size)
        result = execute(function, event)
        if (size := size_bytes(result.get("body"))) > PAYLOAD_LIMIT_BYTES:
            return _too_large("Function.ResponseSizeTooLarge", "response", size)
        return result

    set_attribute(lambda_svc, "_execute_function", execute_limited)


def _too_large(error: str, what: str, size: int) -> dict[str, Any]:
    message = f"The {what} payload of {size} bytes exceeds the limit of {PAYLOAD_LIMIT_BYTES}."
    return {"error": True, "body": {"errorType": error, "errorMessage": message}, "log": ""}


def _name_throttling(set_attribute: SetAttribute) -> None:
    from ministack.services import lambda_svc

    throttle = lambda_svc._throttle_response

    def throttle_by_name(*args: Any, **kwargs: Any) -> Any:
        response = throttle(*args, **kwargs)
        response["body"]["errorType"] = "Lambda.TooManyRequestsException"
        return response

    set_attribute(lambda_svc, "_throttle_response", throttle_by_name)


PATCHES = (
    Patch(
        target="ministack.services.apigateway:_evaluate_route_selection",
        purpose="send a message that names a reserved route to $default",
        fingerprint="b830318e61ab9b64",
        apply=_reserve_routes,
    ),
    Patch(
        target="ministack.services.apigateway:_invoke_ws_lambda",
        purpose="do not send a client what a route's function returned or raised",
        fingerprint="a80872394b0b55f3",
        apply=_hide_answers,
    ),
    Patch(
        target="ministack.services.stepfunctions:_start_execution",
        purpose="refuse an execution's input over 256 KB",
        fingerprint="9923282fc76c57b9",
        apply=_limit_input,
    ),
    Patch(
        target="ministack.services.stepfunctions:_execute_task",
        purpose="fail a state of over 256 KB with States.DataLimitExceeded",
        fingerprint="53c818d247dba62c",
        apply=_limit_states,
    ),
    Patch(
        target="ministack.services.stepfunctions:_error_matches",
        purpose="exclude from States.ALL what it does not catch on AWS",
        fingerprint="519b9dc729c56a3c",
        apply=_match_errors_exactly,
    ),
    Patch(
        target="ministack.services.lambda_svc:_execute_function",
        purpose="refuse payloads of a function over 6 MB",
        fingerprint="3ceb16d6480a2161",
        apply=_limit_payloads,
    ),
    Patch(
        target="ministack.services.lambda_svc:_throttle_response",
        purpose="give a throttled task the error name that state machines retry on",
        fingerprint="647221d5b0775feb",
        apply=_name_throttling,
    ),
)
