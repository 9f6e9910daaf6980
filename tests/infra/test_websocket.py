"""The routes and addresses of the WebSocket API."""

import pytest

from tests.infra.template import Template

ANSWERS = {
    "$connect": "connect",
    "$disconnect": "disconnect",
    "hello": "accept",
    "translate": "accept",
    "upload": "accept",
    "finish": "accept",
    "resume": "accept",
    "partial": "accept",
    "ping": "accept",
    "open_room": "accept",
    "join_room": "accept",
    "leave_room": "accept",
    "resume_room": "accept",
    "update_participant": "accept",
    "speaking": "accept",
    "remove_participant": "accept",
    "lock_room": "accept",
    "renew_code": "accept",
    "close_room": "accept",
    "$default": "accept",
}


def test_every_route_leads_to_the_expected_function(template: Template) -> None:
    integrations = template.of_api("WEBSOCKET", "Integration")
    answers = {}
    for route in template.of_api("WEBSOCKET", "Route").values():
        integration = integrations[route["Target"]["Fn::Join"][1][1]["Ref"]]
        answers[route["RouteKey"]] = template.plain(integration["IntegrationUri"])
    assert set(answers) == set(ANSWERS)
    for key, function in ANSWERS.items():
        assert f"<function {function}>/invocations" in answers[key]


def test_messages_are_routed_by_their_action(template: Template) -> None:
    _, api = template.api("WEBSOCKET")
    assert api["RouteSelectionExpression"] == "$request.body.action"


def test_the_api_may_invoke_the_functions_of_its_routes(template: Template) -> None:
    invoked = [
        template.plain(permission["FunctionName"])
        for permission in template.of("Lambda::Permission").values()
        if permission["Principal"] == "apigateway.amazonaws.com"
    ]
    asked = {*ANSWERS.values(), "authorize", "http"}
    assert set(invoked) == {f"<function {name}>" for name in asked}


def test_the_stage_is_live_and_throttled(template: Template) -> None:
    (stage,) = template.of_api("WEBSOCKET", "Stage").values()
    assert stage["StageName"] == "live"
    assert stage["AutoDeploy"]
    throttle = stage["DefaultRouteSettings"]
    assert 0 < throttle["ThrottlingRateLimit"] <= throttle["ThrottlingBurstLimit"] <= 1000


@pytest.mark.parametrize("function", ["accept", "transcribe", "complete", "fail", "sweep"])
def test_functions_post_to_the_stage(aws: Template, emulator: Template, function: str) -> None:
    on_aws = aws.environment(function)["DRAGOMAN_CALLBACK_URL"]
    assert on_aws == "https://<api>.execute-api.<Region>.<URLSuffix>/live"
    emulated = emulator.environment(function)["DRAGOMAN_CALLBACK_URL"]
    assert emulated == "http://localhost:4566/_aws/execute-api/<api>/live"


def test_the_websocket_url_is_an_output(aws: Template, emulator: Template) -> None:
    on_aws = aws.outputs["WebSocketUrl"]
    assert on_aws.startswith("wss://<api>.execute-api.") and on_aws.endswith("/live")
    emulated = emulator.outputs["WebSocketUrl"]
    assert emulated == "ws://localhost:4566/_aws/execute-api/<api>/live"


def test_the_emulated_websocket_api_has_a_fixed_id(aws: Template, emulator: Template) -> None:
    pinned = emulator.api("WEBSOCKET")[1]["Tags"]["ms-custom-id"]
    assert len(pinned) == 8 and int(pinned, 16)
    assert all("Tags" not in api for api in aws.of("ApiGatewayV2::Api").values())
