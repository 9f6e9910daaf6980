"""The IAM permissions of every function."""

import pytest

from tests.infra.template import Template

CONNECTIONS, MESSAGES, USAGE = "<table connections>", "<table messages>", "<table usages>"
TICKET_KEY = "<secret>"
RECORDINGS = "<bucket>/messages/*"
POSTING = "@connections"
MACHINE = "<statemachine>"

BUCKET = "<bucket>"
WAKING = "lambda:InvokeFunction"

PROGRESS = {MESSAGES: "dynamodb:UpdateItem", POSTING: "execute-api:ManageConnections"}
ENDING = {**PROGRESS, MESSAGES: "dynamodb:UpdateItem dynamodb:Query"}
EXPECTED = {
    "authorize": {
        TICKET_KEY: "secretsmanager:GetSecretValue",
        USAGE: "dynamodb:PutItem",
    },
    "http": {
        TICKET_KEY: "secretsmanager:GetSecretValue",
        USAGE: "dynamodb:GetItem dynamodb:UpdateItem",
        MESSAGES: "dynamodb:UpdateItem dynamodb:Query dynamodb:DeleteItem",
        f"{MESSAGES}/index/owner": "dynamodb:Query",
        f"{MESSAGES}/index/queue": "dynamodb:Query",
        RECORDINGS: "s3:GetObject s3:PutObject s3:DeleteObject",
        BUCKET: "s3:ListBucket",
        MACHINE: "states:StartExecution",
    },
    "connect": {CONNECTIONS: "dynamodb:PutItem"},
    "disconnect": {CONNECTIONS: "dynamodb:DeleteItem"},
    "accept": {
        CONNECTIONS: "dynamodb:GetItem dynamodb:PutItem",
        MESSAGES: "dynamodb:UpdateItem dynamodb:Query",
        f"{MESSAGES}/index/queue": "dynamodb:Query",
        RECORDINGS: "s3:GetObject s3:PutObject",
        POSTING: "execute-api:ManageConnections",
        MACHINE: "states:StartExecution",
        USAGE: "dynamodb:GetItem dynamodb:UpdateItem",
        "<function transcribe>": WAKING,
        "<function translate>": WAKING,
        "<function synthesize>": WAKING,
    },
    "transcribe": {**PROGRESS, RECORDINGS: "s3:GetObject", BUCKET: "s3:ListBucket"},
    "translate": PROGRESS,
    "synthesize": {**PROGRESS, RECORDINGS: "s3:GetObject s3:PutObject"},
    "complete": {**ENDING, RECORDINGS: "s3:GetObject", USAGE: "dynamodb:UpdateItem"},
    "fail": {**ENDING, USAGE: "dynamodb:UpdateItem", RECORDINGS: "s3:GetObject"},
    "sweep": {
        CONNECTIONS: "dynamodb:UpdateItem dynamodb:DeleteItem",
        f"{CONNECTIONS}/index/unwarned": "dynamodb:Query",
        MESSAGES: "dynamodb:GetItem dynamodb:UpdateItem dynamodb:Query",
        f"{MESSAGES}/index/queue": "dynamodb:Query",
        RECORDINGS: "s3:GetObject",
        POSTING: "execute-api:ManageConnections",
    },
}
TRACING = {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}
"""Actions of X-Ray, which have no resources."""


@pytest.mark.parametrize("function", EXPECTED)
def test_a_function_has_the_permissions_that_its_step_needs_only(
    template: Template, function: str
) -> None:
    allowed = template.allowed(template.functions[function]["Role"])
    assert allowed.pop("<loggroup>") == {"logs:CreateLogStream", "logs:PutLogEvents"}
    assert allowed.pop("*", TRACING) == TRACING
    named = {
        POSTING if POSTING in resource else resource: actions
        for resource, actions in allowed.items()
    }
    assert named == {
        resource: set(actions.split()) for resource, actions in EXPECTED[function].items()
    }


def test_permissions_of_every_function_are_listed(template: Template) -> None:
    assert set(template.functions) == set(EXPECTED)


def test_posting_is_allowed_to_connections_of_this_stage_only(template: Template) -> None:
    (posting,) = (
        resource
        for resource in template.allowed(template.functions["fail"]["Role"])
        if POSTING in resource
    )
    assert posting.endswith(":<api>/live/POST/@connections/*")


def test_no_action_is_a_wildcard(template: Template) -> None:
    for policy in template.own_policies:
        for statement in policy["PolicyDocument"]["Statement"]:
            assert "*" not in str(statement["Action"])


def test_the_state_machine_may_invoke_its_own_functions_only(template: Template) -> None:
    allowed = template.allowed(template.only("StepFunctions::StateMachine")["RoleArn"])
    account_wide = allowed.pop("*")
    assert {action.partition(":")[0] for action in account_wide} == {"logs", "xray"}
    stages = {"transcribe", "translate", "synthesize", "complete", "fail"}
    expected = {f"<function {stage}>{version}" for stage in stages for version in ("", ":*")}
    assert set(allowed) == expected
    assert set().union(*allowed.values()) == {"lambda:InvokeFunction"}


def test_functions_share_no_role(template: Template) -> None:
    roles = [str(function["Role"]) for function in template.functions.values()]
    assert len(set(roles)) == len(roles)
