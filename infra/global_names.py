"""Names of resources that are global in an account, so that a stack can exist in several regions."""

from aws_cdk import Stack
from constructs import Construct


def global_name(scope: Construct, suffix: str = "") -> str:
    """`Dragoman-STAGE-REGION`, with a suffix if given."""
    stack = Stack.of(scope)
    return "-".join(part for part in (stack.stack_name, stack.region, suffix) if part)
