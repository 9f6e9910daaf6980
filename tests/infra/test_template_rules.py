"""Rules that every template keeps, whatever is in it."""

from collections.abc import Callable
from typing import Any

import pytest

from dragoman.conversation.sweep import EXECUTION_LIMIT_S
from infra.flow import TASK_MARGIN
from tests.infra.template import Json, Template

GATEWAY_LIMIT_S = 29
EXPRESS_LIMIT_S = 300
GLOBAL_NAMES = {
    "CloudFront::ResponseHeadersPolicy": ("ResponseHeadersPolicyConfig", "Name"),
    "CloudFront::OriginAccessControl": ("OriginAccessControlConfig", "Name"),
    "CloudWatch::Dashboard": ("DashboardName",),
    "IAM::Role": ("RoleName",),
}
"""Resources whose names are unique in an account, not in a region."""
WILDCARDS = {
    "*": {"xray", "logs"},
    "<bucket>/messages/*": {"s3"},
    "@connections/*": {"execute-api"},
}
"""The resources with a wildcard that functions may use, and the services of the actions."""


@pytest.fixture(scope="module")
def everything(choose: Callable[..., Template]) -> Template:
    return choose(
        stage="prod",
        user_pool="new",
        protected="true",
        canary="true",
        provisioned="transcribe:1,accept:1",
        site_domain="talk.example",
        site_certificate="arn:aws:acm:us-east-1:111111111111:certificate/abc",
    )


@pytest.fixture(params=["nothing chosen", "everything chosen"])
def on_aws(request: pytest.FixtureRequest, aws: Template, everything: Template) -> Template:
    return aws if request.param == "nothing chosen" else everything


def test_global_names_contain_the_region(on_aws: Template) -> None:
    for kind, path in GLOBAL_NAMES.items():
        for properties in on_aws.of(kind).values():
            name: Any = properties
            for step in path:
                name = name.get(step, {})
            assert not name or "<Region>" in on_aws.plain(name), (kind, name)


def test_no_resource_outlives_a_failed_creation(on_aws: Template) -> None:
    assert "Retain" not in on_aws.deletion_policies.values()


def test_only_a_deployed_prod_protects_what_it_creates(aws: Template) -> None:
    assert not any(t["DeletionProtectionEnabled"] for t in aws.of("DynamoDB::Table").values())


def test_functions_behind_a_gateway_time_out_before_the_gateway(template: Template) -> None:
    for name in ("authorize", "connect", "disconnect", "accept", "http"):
        assert template.functions[name]["Timeout"] <= GATEWAY_LIMIT_S


def test_timeouts_are_ordered_from_function_to_sweeper(template: Template) -> None:
    machine = template.definition
    margin_s = TASK_MARGIN.to_seconds()
    for function in ("transcribe", "translate", "synthesize", "complete", "fail"):
        task_s = template.functions[function]["Timeout"] + margin_s
        assert task_s < machine["TimeoutSeconds"]
    assert machine["TimeoutSeconds"] < EXPRESS_LIMIT_S <= EXECUTION_LIMIT_S


def test_warm_ups_are_not_retried_and_expire_after_a_minute(template: Template) -> None:
    configs = template.of("Lambda::EventInvokeConfig").values()
    invoked = {template.plain(config["FunctionName"]) for config in configs}
    models = ("transcribe", "captions", "translate", "synthesize")
    assert invoked == {f"<function {name}>" for name in models}
    for config in configs:
        assert config["MaximumRetryAttempts"] == 0
        assert config["MaximumEventAgeInSeconds"] == 60


def test_every_function_writes_to_a_log_group_of_the_stack(on_aws: Template) -> None:
    """A group that Lambda creates itself has no retention period and outlives the stack."""
    for function in on_aws.of("Lambda::Function").values():
        group = function["LoggingConfig"]["LogGroup"]
        assert group["Ref"] in on_aws.of("Logs::LogGroup")


def test_functions_have_no_wildcards_but_the_known_ones(on_aws: Template) -> None:
    for function in on_aws.functions.values():
        for resource, actions in on_aws.allowed(function["Role"]).items():
            if "*" in resource:
                (known,) = (
                    services
                    for end, services in WILDCARDS.items()
                    if resource.endswith(end) and (end != "*" or resource == "*")
                )
                assert {action.partition(":")[0] for action in actions} <= known, resource


def test_vended_logs_need_no_entry_in_the_resource_policy(on_aws: Template) -> None:
    (stage,) = on_aws.of_api("HTTP", "Stage").values()
    machine: Json = on_aws.only("StepFunctions::StateMachine")
    (destination,) = machine["LoggingConfiguration"]["Destinations"]
    named = [
        stage["AccessLogSettings"]["DestinationArn"],
        destination["CloudWatchLogsLogGroup"]["LogGroupArn"],
    ]
    for arn in named:
        group = on_aws.of("Logs::LogGroup")[arn["Fn::GetAtt"][0]]
        assert group["LogGroupName"].startswith("/aws/vendedlogs/")
