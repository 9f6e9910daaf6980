"""Differences between stages, and the options of a stage."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from infra.options import Options
from tests.infra.template import Template

KEPT = {"transcribe": 2, "accept": 1, "authorize": 1, "http": 1, "sweep": 1, "connect": 1}


@pytest.fixture(scope="module")
def prod(choose: Callable[..., Template]) -> Template:
    return choose(
        stage="prod",
        user_pool="new",
        provisioned=KEPT,
        memory_mb="transcribe:5307,fail:512",
        architecture="x86_64",
    )


def stack(template: Template) -> dict[str, Any]:
    manifest = json.loads((template.folder / "manifest.json").read_text())
    return dict(manifest["artifacts"]["Dragoman"]["properties"])


# --- Stages -------------------------------------------------------------------------------------


def test_names_contain_the_stage(aws: Template, prod: Template) -> None:
    assert stack(aws)["stackName"] == "Dragoman-dev"
    assert stack(prod)["stackName"] == "Dragoman-prod"
    named = [
        aws.plain(properties[name])
        for kind, name in (
            ("Logs::LogGroup", "LogGroupName"),
            ("Lambda::Function", "FunctionName"),
            ("DynamoDB::Table", "TableName"),
            ("S3::Bucket", "BucketName"),
        )
        for properties in aws.of(kind).values()
        if name in properties
    ]
    # What has a name of ours has the stack's in it; CloudFormation names the rest.
    assert sorted(named) == ["/aws/vendedlogs/states/Dragoman-dev", "dragoman-audio-<StackId>"]


def test_a_stage_other_than_prod_leaves_nothing_behind(aws: Template) -> None:
    for kind in ("DynamoDB::Table", "S3::Bucket", "Logs::LogGroup", "SecretsManager::Secret"):
        assert aws.policy_of_removal(kind) == {"Delete"}
    assert len(aws.of_custom("S3AutoDeleteObjects")) == 1
    assert not stack(aws).get("terminationProtection")


def test_prod_is_protected_from_deletion(prod: Template) -> None:
    assert stack(prod)["terminationProtection"]
    assert prod.policy_of_removal("DynamoDB::Table") == {"Retain"}
    assert prod.policy_of_removal("Cognito::UserPool") == {"Retain"}
    assert all(t["DeletionProtectionEnabled"] for t in prod.of("DynamoDB::Table").values())
    assert not prod.of_custom("S3AutoDeleteObjects")
    assert prod.policy_of_removal("S3::Bucket") == {"Retain", "Delete"}  # audio, site


def test_prod_keeps_its_logs_longer(aws: Template, prod: Template) -> None:
    def days(template: Template) -> set[int]:
        return {group["RetentionInDays"] for group in template.of("Logs::LogGroup").values()}

    assert (days(aws), days(prod)) == ({7}, {30})
    assert Options(stage="prod", guests=True, log_retention_days=365).log_days == 365


# --- Memory, architecture -----------------------------------------------------------------------


def test_memory_is_an_option_and_sets_the_threads(aws: Template, prod: Template) -> None:
    assert prod.functions["transcribe"]["MemorySize"] == 5307
    assert prod.environment("transcribe")["DRAGOMAN_THREADS"] == "3"
    assert prod.functions["fail"]["MemorySize"] == 512
    assert prod.functions["translate"] == aws.functions["translate"] | {
        "Code": prod.functions["translate"]["Code"]
    }


def test_the_architecture_is_an_option_for_functions_and_layers(
    aws: Template, prod: Template
) -> None:
    def used(template: Template) -> dict[str, list[str]]:
        return {name: function["Architectures"] for name, function in template.functions.items()}

    assert {name for name, kind in used(aws).items() if kind != ["arm64"]} == {"translate"}
    assert {kind for (kind,) in used(prod).values()} == {"x86_64"}
    ours = [
        layer for layer in prod.of("Lambda::LayerVersion").values() if "CompatibleRuntimes" in layer
    ]
    assert [layer["CompatibleArchitectures"] for layer in ours] == [["x86_64"]] * 2


# --- Environments kept warm ---------------------------------------------------------------------


def aliased(template: Template, function: str) -> str:
    return f"<alias of <function {function}>>"


def test_by_default_there_is_no_provisioned_concurrency(template: Template) -> None:
    assert not template.of("Lambda::Alias")
    assert not template.of("Lambda::Version")


def test_provisioned_concurrency_is_an_option(prod: Template) -> None:
    kept = {
        prod.plain(alias["FunctionName"]): alias["ProvisionedConcurrencyConfig"][
            "ProvisionedConcurrentExecutions"
        ]
        for alias in prod.of("Lambda::Alias").values()
    }
    assert kept == {f"<function {name}>": count for name, count in KEPT.items()}


def test_every_caller_invokes_the_provisioned_alias(prod: Template) -> None:
    """Provisioned concurrency of an alias has no effect on callers of the function itself."""
    socket = [
        prod.plain(integration["IntegrationUri"])
        for integration in prod.of("ApiGatewayV2::Integration").values()
    ]
    for name in ("accept", "connect", "http"):
        assert any(aliased(prod, name) in uri for uri in socket)
        assert not any(f"/<function {name}>" in uri for uri in socket)
    (guard,) = (
        guard
        for guard in prod.of("ApiGatewayV2::Authorizer").values()
        if guard["AuthorizerType"] == "REQUEST"
    )
    assert aliased(prod, "authorize") in prod.plain(guard["AuthorizerUri"])
    (target,) = prod.only("Events::Rule")["Targets"]
    assert prod.plain(target["Arn"]) == aliased(prod, "sweep")
    assert prod.definition["States"]["Transcribe"]["Resource"] == aliased(prod, "transcribe")


def test_the_warm_up_invokes_what_the_flow_invokes(prod: Template) -> None:
    woken = prod.environment("accept")["DRAGOMAN_MODEL_FUNCTIONS"].split(",")
    assert woken == [aliased(prod, "transcribe") + ":live", "<function translate>",
                     "<function synthesize>", "<function synthesize>"]  # fmt: skip
    allowed = prod.allowed(prod.functions["accept"]["Role"])
    assert "lambda:InvokeFunction" in allowed[aliased(prod, "transcribe")]
    assert "<function transcribe>" not in allowed


def test_callers_may_invoke_the_alias(prod: Template) -> None:
    invoked = {
        prod.plain(permission["FunctionName"])
        for permission in prod.of("Lambda::Permission").values()
    }
    assert {aliased(prod, name) for name in KEPT if name != "transcribe"} <= invoked
    machine = prod.allowed(prod.only("StepFunctions::StateMachine")["RoleArn"])
    assert "lambda:InvokeFunction" in machine[aliased(prod, "transcribe")]


# --- Users --------------------------------------------------------------------------------------


def test_a_new_user_pool_authorizes_personal_routes(prod: Template) -> None:
    (name,) = prod.of("Cognito::UserPool")
    (guard,) = (
        guard
        for guard in prod.of("ApiGatewayV2::Authorizer").values()
        if guard["AuthorizerType"] == "JWT"
    )
    assert {"Ref": name} in guard["JwtConfiguration"]["Issuer"]["Fn::Join"][1]
    assert prod.environment("http")["DRAGOMAN_GUESTS"] == "False"
    assert {"UserPoolId", "UserPoolClientId"} <= set(prod.outputs)


def test_users_are_invited_and_have_no_weak_passwords(prod: Template) -> None:
    pool = prod.only("Cognito::UserPool")
    assert pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"]
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] >= 14
    client = prod.only("Cognito::UserPoolClient")
    assert "GenerateSecret" not in client  # a page can keep none
    assert client["PreventUserExistenceErrors"] == "ENABLED"
