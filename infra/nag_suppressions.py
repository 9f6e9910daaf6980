"""Suppressions of cdk-nag findings (AWS Solutions), each with its reason, beside the resource.

`tests/infra/test_nag.py` fails for a finding without a suppression, and for a suppression without a
finding.
"""

from aws_cdk import Acknowledgment, CfnElement, Stack, Validations
from constructs import Construct, IConstruct

RULES = "AwsSolutions::AwsSolutions"


def suppress_nag(construct: IConstruct, rule: str, reason: str) -> None:
    """Suppresses the rule for the construct and everything inside it."""
    Validations.of(construct).acknowledge(Acknowledgment(id=f"{RULES}-{rule}", reason=reason))


def suppress_wildcard_nag(role: IConstruct, resource: str, reason: str) -> None:
    """Suppresses IAM5 for a role that may act on everything that `resource` matches.

    `resource` is written as cdk-nag writes it in its findings.
    """
    suppress_nag(role, f"IAM5[Resource::{resource}]", reason)


def logical_id(resource: Construct) -> str:
    """The resource's logical id in the template, which findings refer to."""
    element = resource.node.default_child
    assert isinstance(element, CfnElement)  # noqa: S101
    return str(Stack.of(resource).get_logical_id(element))
