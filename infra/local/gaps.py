"""Sets what a template asks for and the emulator's CloudFormation drops without a word."""

from collections.abc import Iterator
from typing import Any

from infra.local.aws import Services


def close_gaps(services: Services, stack: str, resources: dict[str, Any]) -> None:
    """For the resources of a template, once the stack is created."""
    created = _physical_ids(services, stack)
    for name, properties in _of_type(resources, "AWS::DynamoDB::Table"):
        _expire_items(services, created[name], properties)
    for name, properties in _of_type(resources, "AWS::S3::Bucket"):
        _expire_objects(services, created[name], properties)
    for name, properties in _of_type(resources, "AWS::ApiGatewayV2::Api"):
        _share(services, created[name], properties)
    for name, properties in _of_type(resources, "AWS::Lambda::Function"):
        _cap_concurrency(services, created[name], properties)


def _expire_items(services: Services, table: str, properties: dict[str, Any]) -> None:
    if time_to_live := properties.get("TimeToLiveSpecification"):
        services.client("dynamodb").update_time_to_live(
            TableName=table, TimeToLiveSpecification=time_to_live
        )


def _expire_objects(services: Services, bucket: str, properties: dict[str, Any]) -> None:
    rules = properties.get("LifecycleConfiguration", {}).get("Rules", [])
    if rules:
        services.client("s3").put_bucket_lifecycle_configuration(
            Bucket=bucket, LifecycleConfiguration={"Rules": [_rule(rule) for rule in rules]}
        )


def _rule(rule: dict[str, Any]) -> dict[str, Any]:
    """A rule as S3 spells it, from how CloudFormation does."""
    spelled = {"Status": rule["Status"], "Filter": {"Prefix": rule.get("Prefix", "")}}
    if days := rule.get("ExpirationInDays"):
        spelled["Expiration"] = {"Days": days}
    if abort := rule.get("AbortIncompleteMultipartUpload"):
        spelled["AbortIncompleteMultipartUpload"] = abort
    return spelled


def _cap_concurrency(services: Services, function: str, properties: dict[str, Any]) -> None:
    if (cap := properties.get("ReservedConcurrentExecutions")) is not None:
        services.client("lambda").put_function_concurrency(
            FunctionName=function, ReservedConcurrentExecutions=cap
        )


def _share(services: Services, api: str, properties: dict[str, Any]) -> None:
    """Lets pages of other origins in."""
    if cors := properties.get("CorsConfiguration"):
        services.client("apigatewayv2").update_api(ApiId=api, CorsConfiguration=cors)


def _of_type(resources: dict[str, Any], kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, resource in resources.items():
        if resource["Type"] == kind:
            yield name, resource["Properties"]


def _physical_ids(services: Services, stack: str) -> dict[str, str]:
    found = services.client("cloudformation").describe_stack_resources(StackName=stack)
    return {
        resource["LogicalResourceId"]: resource["PhysicalResourceId"]
        for resource in found["StackResources"]
    }
