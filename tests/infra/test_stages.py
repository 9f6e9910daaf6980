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
    assert sorted(named) == [
        "/aws/vendedlogs/http/Dragoman-dev",
        "/aws/vendedlogs/states/Dragoman-dev",
        "dragoman-audio-<StackId>",
    ]


def test_a_stage_other_than_prod_leaves_nothing_behind(aws: Template) -> None:
    for kind in ("DynamoDB::Table", "S3::Bucket", "Logs::LogGroup", "SecretsManager::Secret"):
        assert aws.policy_of_removal(kind) == {"Delete"}
    assert len(aws.of_custom("S3AutoDeleteObjects")) == 1
    assert not stack(aws).get("terminationProtection")


def test_prod_keeps_its_data_when_its_stack_is_deleted(prod: Template) -> None:
    kept = {"RetainExceptOnCreate"}
    assert prod.policy_of_removal("DynamoDB::Table") == kept
    assert prod.policy_of_removal("Cognito::UserPool") == kept
    assert prod.policy_of_removal("S3::Bucket") == {*kept, "Delete"}  # audio, site
    assert not prod.of_custom("S3AutoDeleteObjects")


def test_a_first_deployment_that_fails_can_be_repeated(prod: Template) -> None:
    """Protection or a plain Retain would keep what a failed creation leaves behind."""
    assert not stack(prod).get("terminationProtection")
    assert not any(t["DeletionProtectionEnabled"] for t in prod.of("DynamoDB::Table").values())
    assert prod.only("Cognito::UserPool")["DeletionProtection"] == "INACTIVE"


def test_prod_is_protected_once_it_is_deployed(choose: Callable[..., Template]) -> None:
    protected = choose(stage="prod", user_pool="new", protected="true")
    assert stack(protected)["terminationProtection"]
    assert all(t["DeletionProtectionEnabled"] for t in protected.of("DynamoDB::Table").values())
    assert protected.only("Cognito::UserPool")["DeletionProtection"] == "ACTIVE"


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
    differing = {"Code", "Architectures", "Environment"}
    of_prod, of_dev = (template.functions["translate"] for template in (prod, aws))
    assert {n for n in of_dev if of_prod[n] != of_dev[n]} == differing


def test_the_architecture_is_an_option_for_functions_and_layers(
    aws: Template, prod: Template
) -> None:
    def used(template: Template) -> dict[str, list[str]]:
        return {name: function["Architectures"] for name, function in template.functions.items()}

    assert {kind for (kind,) in used(aws).values()} == {"arm64"}
    assert {kind for (kind,) in used(prod).values()} == {"x86_64"}
    ours = [
        layer for layer in prod.of("Lambda::LayerVersion").values() if "CompatibleRuntimes" in layer
    ]
    assert [layer["CompatibleArchitectures"] for layer in ours] == [["x86_64"]] * 2


# --- Environments kept warm ---------------------------------------------------------------------


def aliased(template: Template, function: str) -> str:
    return f"<alias of <function {function}>>"


def test_provisioned_concurrency_is_off_by_default(template: Template) -> None:
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
                     "<function synthesize>", "<function captions>",
                     "<function synthesize>"]  # fmt: skip
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


def test_users_sign_in_to_the_web_app_with_a_code(prod: Template) -> None:
    client = prod.only("Cognito::UserPoolClient")
    assert client["AllowedOAuthFlows"] == ["code"]
    assert client["AllowedOAuthScopes"] == ["openid"]
    page = f"{prod.outputs['SiteUrl']}/"
    for urls in (client["CallbackURLs"], client["LogoutURLs"]):
        assert [prod.plain(url) for url in urls] == [page]
    policy = prod.only("CloudFront::ResponseHeadersPolicy")["ResponseHeadersPolicyConfig"]
    security = policy["SecurityHeadersConfig"]["ContentSecurityPolicy"]
    allowed = prod.plain(security["ContentSecurityPolicy"])
    assert "https://cognito-idp.<Region>.<URLSuffix> https://" in allowed
    assert ".auth.<Region>.amazoncognito.com" in allowed


# --- Concurrency and gradual deployment ---------------------------------------------------------


def test_concurrency_can_be_reserved(choose: Callable[..., Template]) -> None:
    template = choose(reserved="authorize:20,accept:50")
    reserved = {
        name: function["ReservedConcurrentExecutions"]
        for name, function in template.functions.items()
        if "ReservedConcurrentExecutions" in function
    }
    assert reserved == {"authorize": 20, "accept": 50}


def test_a_canary_moves_every_alias_and_rolls_back_on_alarms(
    choose: Callable[..., Template],
) -> None:
    template = choose(canary="true")
    groups = template.of("CodeDeploy::DeploymentGroup").values()
    assert len(groups) == len(template.of("Lambda::Alias")) == len(template.functions)
    for group in groups:
        assert group["DeploymentConfigName"] == "CodeDeployDefault.LambdaCanary10Percent15Minutes"
        assert len(group["AlarmConfiguration"]["Alarms"]) == 2
        assert "DEPLOYMENT_STOP_ON_ALARM" in group["AutoRollbackConfiguration"]["Events"]


def test_by_default_nothing_is_deployed_gradually(aws: Template) -> None:
    assert not aws.of("CodeDeploy::DeploymentGroup")


# --- Without the site ---------------------------------------------------------------------------


def test_a_new_account_can_deploy_without_cloudfront(choose: Callable[..., Template]) -> None:
    template = choose(site="false", origins="https://app.example")
    assert not template.of("CloudFront::Distribution")
    assert "SiteUrl" not in template.outputs
    assert "https://app.example" in template.environment("authorize")["DRAGOMAN_ALLOWED_ORIGINS"]
