"""Retention of logs: one period for every log group of a stack, including those of the CDK."""

from aws_cdk import Stack
from aws_cdk import aws_logs as logs


def set_log_retention(stack: Stack, days: int) -> None:
    for group in stack.node.find_all():
        if isinstance(group, logs.CfnLogGroup):
            group.retention_in_days = days
