"""Matches the AWS calls that functions made on the emulator against their deployed policies."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final, Self

from infra.emulator_ids import FUNCTION_PYTHONPATH
from infra.local.account import ACCOUNT, REGION
from infra.local.stack import EmulatedStack

RECORDER: Final = Path(__file__).parent / "call_recorder"
ENVIRONMENT: Final = {FUNCTION_PYTHONPATH: str(RECORDER)}
"""Environment variables with which the functions of a stack record their calls."""
ACTIONS: Final = {
    ("s3", "ListObjectsV2"): "s3:ListBucket",
    ("s3", "HeadObject"): "s3:GetObject",
    ("s3", "DeleteObjects"): "s3:DeleteObject",
    ("lambda", "Invoke"): "lambda:InvokeFunction",
    ("apigatewaymanagementapi", "PostToConnection"): "execute-api:ManageConnections",
    ("stepfunctions", "StartExecution"): "states:StartExecution",
}
"""Operations whose IAM action has another name."""
PLATFORM: Final = ("xray:", "logs:")
"""Actions of the Lambda service itself, which functions never call."""


@dataclass(frozen=True, order=True)
class Call:
    function: str
    action: str
    resource: str

    @classmethod
    def parse(cls, line: str) -> Self:
        call = json.loads(line)
        service, operation = call["service"], call["operation"]
        action = ACTIONS.get((service, operation), f"{service}:{operation}")
        return cls(call["function"], action, _resource(service, call["path"], call["names"]))


@dataclass(frozen=True, order=True)
class Permission:
    function: str
    action: str
    resource: str

    def allows(self, call: Call) -> bool:
        return (
            self.function == call.function
            and fnmatchcase(call.action, self.action)
            and (fnmatchcase(call.resource, self.resource) or call.resource == "arn:aws:s3:::")
        )


def _resource(service: str, path: str, names: Mapping[str, str]) -> str:
    """The ARN of the resource of a call."""
    here = f"{REGION}:{ACCOUNT}"
    match service:
        case "dynamodb":
            index = f"/index/{names['IndexName']}" if "IndexName" in names else ""
            return f"arn:aws:dynamodb:{here}:table/{names['TableName']}{index}"
        case "s3":
            return f"arn:aws:s3:::{path.strip('/')}"
        case "secretsmanager":
            return names["SecretId"]
        case "stepfunctions":
            return names["stateMachineArn"]
        case "lambda":
            function = path.partition("/functions/")[2].removesuffix("/invocations")
            return (
                function
                if function.startswith("arn:")
                else f"arn:aws:lambda:{here}:function:{function}"
            )
        case "apigatewaymanagementapi":
            api, stage, *connection = path.partition("/execute-api/")[2].split("/")
            return f"arn:aws:execute-api:{here}:{api}/{stage}/POST/{'/'.join(connection)}"
    raise ValueError(f"unknown service {service}")


def recorded_calls(stack: EmulatedStack) -> set[Call]:
    """The calls of the stack's functions so far."""
    calls = stack.emulator.temporary / "aws-calls.jsonl"
    return (
        {Call.parse(line) for line in calls.read_text().splitlines()} if calls.exists() else set()
    )


def deployed_permissions(stack: EmulatedStack) -> set[Permission]:
    """The permissions of the stack's functions."""
    iam, found = stack.client("iam"), set()
    for function in stack.client("lambda").list_functions()["Functions"]:
        name = function["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"]
        role = function["Role"].rpartition("/")[2]
        for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]:
            document = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
            found |= set(_permissions(name, document))
    return found


def _permissions(function: str, document: Mapping[str, Any]) -> Iterator[Permission]:
    for statement in document["Statement"]:
        for action in _listed(statement["Action"]):
            for resource in _listed(statement["Resource"]):
                yield Permission(function, action, resource)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def not_allowed(calls: Iterable[Call], permissions: Iterable[Permission]) -> list[Call]:
    granted = list(permissions)
    return sorted(c for c in calls if not any(p.allows(c) for p in granted))


def never_used(calls: Iterable[Call], permissions: Iterable[Permission]) -> list[Permission]:
    """Permissions that no call needed, except those of the Lambda service itself."""
    made = list(calls)
    return sorted(
        permission
        for permission in permissions
        if not permission.action.startswith(PLATFORM)
        and not any(permission.allows(call) for call in made)
    )
