"""How long logs are kept: one choice for all of them, whoever makes them and however much later."""

from aws_cdk import Stack
from aws_cdk import aws_logs as logs


def keep_logs(stack: Stack, days: int) -> None:
    for group in stack.node.find_all():
        if isinstance(group, logs.CfnLogGroup):
            group.retention_in_days = days
