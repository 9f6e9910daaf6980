"""Applies properties of a template that the emulator's CloudFormation ignores silently."""

from collections.abc import Iterator
from typing import Any

from infra.local.aws_clients import AwsClients


def close_cloudformation_gaps(clients: AwsClients, stack: str, resources: dict[str, Any]) -> None:
    """Applies them to the resources of a template whose stack is created."""
    created = _physical_ids(clients, stack)
    for name, properties in _of_type(resources, "AWS::DynamoDB::Table"):
        _expire_items(clients, created[name], properties)
    for name, properties in _of_type(resources, "AWS::S3::Bucket"):
        _expire_objects(clients, created[name], properties)
    for name, properties in _of_type(resources, "AWS::ApiGatewayV2::Api"):
        _allow_cross_origin(clients, created[name], properties)
    for name, properties in _of_type(resources, "AWS::Lambda::Function"):
        _cap_concurrency(clients, created[name], properties)


def _expire_items(clients: AwsClients, table: str, properties: dict[str, Any]) -> None:
    if time_to_live := properties.get("TimeToLiveSpecification"):
        clients.client("dynamodb").update_time_to_live(
            TableName=table, TimeToLiveSpecification=time_to_live
        )


def _expire_objects(clients: AwsClients, bucket: str, properties: dict[str, Any]) -> None:
    rules = properties.get("LifecycleConfiguration", {}).get("Rules", [])
    if rules:
        clients.client("s3").put_bucket_lifecycle_configuration(
            Bucket=bucket, LifecycleConfiguration={"Rules": [_rule(rule) for rule in rules]}
        )


def _rule(rule: dict[str, Any]) -> dict[str, Any]:
    """The rule in the form of the S3 API, from the form of CloudFormation."""
    converted = {"Status": rule["Status"], "Filter": {"Prefix": rule.get("Prefix", "")}}
    if days := rule.get("ExpirationInDays"):
        converted["Expiration"] = {"Days": days}
    if abort := rule.get("AbortIncompleteMultipartUpload"):
        converted["AbortIncompleteMultipartUpload"] = abort
    return converted


def _cap_concurrency(clients: AwsClients, function: str, properties: dict[str, Any]) -> None:
    if (cap := properties.get("ReservedConcurrentExecutions")) is not None:
        clients.client("lambda").put_function_concurrency(
            FunctionName=function, ReservedConcurrentExecutions=cap
        )


def _allow_cross_origin(clients: AwsClients, api: str, properties: dict[str, Any]) -> None:
    """Sets the CORS configuration."""
    if cors := properties.get("CorsConfiguration"):
        clients.client("apigatewayv2").update_api(ApiId=api, CorsConfiguration=cors)


def _of_type(resources: dict[str, Any], kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, resource in resources.items():
        if resource["Type"] == kind:
            yield name, resource["Properties"]


def _physical_ids(clients: AwsClients, stack: str) -> dict[str, str]:
    found = clients.client("cloudformation").describe_stack_resources(StackName=stack)
    return {
        resource["LogicalResourceId"]: resource["PhysicalResourceId"]
        for resource in found["StackResources"]
    }
