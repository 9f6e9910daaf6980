"""Why a rule of cdk-nag (AWS Solutions) does not hold for a resource: said where that is made.

`tests/infra/test_nag.py` fails for every finding that is not argued, and for every argument that
nothing needs.
"""

from aws_cdk import Acknowledgment, CfnElement, Stack, Validations
from constructs import Construct, IConstruct

RULES = "AwsSolutions::AwsSolutions"


def argue(construct: IConstruct, rule: str, because: str) -> None:
    """For the construct and all that is in it."""
    Validations.of(construct).acknowledge(Acknowledgment(id=f"{RULES}-{rule}", reason=because))


def argue_wildcard(role: IConstruct, resource: str, because: str) -> None:
    """A role that may act on everything that `resource` matches, as cdk-nag writes that."""
    argue(role, f"IAM5[Resource::{resource}]", because)


def named(resource: Construct) -> str:
    """A resource's name in the template, by which findings go."""
    element = resource.node.default_child
    assert isinstance(element, CfnElement)  # noqa: S101
    return str(Stack.of(resource).get_logical_id(element))
