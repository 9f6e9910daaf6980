"""The form of the IAM policies.

`tests/emulator/test_permissions.py` shows that functions need what is allowed, and are allowed what
they need.
"""

from tests.infra.template import Template

POSTING = "@connections"


def test_posting_is_allowed_to_connections_of_this_stage_only(template: Template) -> None:
    (posting,) = (
        resource
        for resource in template.allowed(template.functions["fail"]["Role"])
        if POSTING in resource
    )
    assert posting.endswith(":<api>/live/POST/@connections/*")


def test_no_action_is_a_wildcard(template: Template) -> None:
    for policy in template.own_policies:
        for statement in policy["PolicyDocument"]["Statement"]:
            assert "*" not in str(statement["Action"])


def test_the_state_machine_may_invoke_its_own_functions_only(template: Template) -> None:
    allowed = template.allowed(template.only("StepFunctions::StateMachine")["RoleArn"])
    account_wide = allowed.pop("*")
    assert {action.partition(":")[0] for action in account_wide} == {"logs", "xray"}
    stages = {"transcribe", "translate", "synthesize", "complete", "fail"}
    expected = {f"<function {stage}>{version}" for stage in stages for version in ("", ":*")}
    assert set(allowed) == expected
    assert set().union(*allowed.values()) == {"lambda:InvokeFunction"}


def test_functions_share_no_role(template: Template) -> None:
    roles = [str(function["Role"]) for function in template.functions.values()]
    assert len(set(roles)) == len(roles)
