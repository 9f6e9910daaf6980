"""Retention of logs: one period for every log group of a stack, including those of the CDK."""

from aws_cdk import CfnResource, CustomResourceProviderBase, RemovalPolicy, Stack
from aws_cdk import aws_logs as logs


def set_log_retention(stack: Stack, days: int) -> None:
    for group in stack.node.find_all():
        if isinstance(group, logs.CfnLogGroup):
            group.retention_in_days = days


def keep_provider_logs(stack: Stack) -> None:
    """Gives functions of the CDK log groups of the stack.

    Lambda would create their groups itself, without a retention period, and leave them behind.
    """
    for provider in stack.node.find_all():
        if isinstance(provider, CustomResourceProviderBase):
            function = provider.node.find_child("Handler")
            assert isinstance(function, CfnResource)  # noqa: S101
            group = logs.LogGroup(provider, "Logs", removal_policy=RemovalPolicy.DESTROY)
            function.add_property_override("LoggingConfig.LogGroup", group.log_group_name)
