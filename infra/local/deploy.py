"""Deploys synthesized CloudFormation to the emulator."""

import io
import json
import time
import zipfile
from pathlib import Path
from typing import Any, Final

from infra.emulator_ids import PAGE_ORIGIN
from infra.local.account import ACCOUNT, HOST, REGION
from infra.local.aws_clients import AwsClients
from infra.local.cloudformation_gaps import close_cloudformation_gaps

STACK: Final = "Dragoman"
SYNTHESIZED_FOR: Final = "localhost:4566"
"""The endpoint that `infra.emulator_target` writes into templates; `deploy` replaces it."""
TEMPLATES: Final = "templates"
"""A bucket, because the template is too long for the request itself."""
DEPLOY_LIMIT_S: Final = 60.0


class DeployError(RuntimeError):
    """CloudFormation has not created the stack."""


def deploy(
    clients: AwsClients, synthesized: Path, port: int, page_origin: str = PAGE_ORIGIN
) -> dict[str, str]:
    """Creates the stack and returns its outputs. Raises DeployError."""
    template = (synthesized / f"{STACK}.template.json").read_text()
    template = template.replace(SYNTHESIZED_FOR, f"{HOST}:{port}")
    template = template.replace(PAGE_ORIGIN, page_origin)
    s3, cloudformation = clients.client("s3"), clients.client("cloudformation")
    _upload_assets(s3, synthesized)
    s3.create_bucket(Bucket=TEMPLATES)
    s3.put_object(Bucket=TEMPLATES, Key=STACK, Body=template.encode())
    cloudformation.create_stack(
        StackName=STACK,
        TemplateURL=f"{clients.endpoint}/{TEMPLATES}/{STACK}",
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    outputs = _wait(cloudformation)
    close_cloudformation_gaps(clients, STACK, json.loads(template)["Resources"])
    return outputs


# --- Assets -------------------------------------------------------------------------------------


def _upload_assets(s3: Any, synthesized: Path) -> None:
    manifest = json.loads((synthesized / f"{STACK}.assets.json").read_text())
    buckets: set[str] = set()
    for asset in manifest["files"].values():
        path = synthesized / asset["source"]["path"]
        if path.name.endswith(".template.json"):
            continue
        content = _zipped(path) if asset["source"]["packaging"] == "zip" else path.read_bytes()
        for destination in asset["destinations"].values():
            bucket = _resolved(destination["bucketName"])
            if bucket not in buckets:
                s3.create_bucket(Bucket=bucket)
                buckets.add(bucket)
            s3.put_object(Bucket=bucket, Key=_resolved(destination["objectKey"]), Body=content)


def _resolved(name: str) -> str:
    return name.replace("${AWS::AccountId}", ACCOUNT).replace("${AWS::Region}", REGION)


def _zipped(folder: Path) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
    return packed.getvalue()


# --- CloudFormation -----------------------------------------------------------------------------


def _wait(cloudformation: Any) -> dict[str, str]:
    deadline = time.monotonic() + DEPLOY_LIMIT_S
    while time.monotonic() < deadline:
        stack = cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]
        status = stack["StackStatus"]
        if status == "CREATE_COMPLETE":
            return {out["OutputKey"]: out["OutputValue"] for out in stack.get("Outputs", [])}
        if status != "CREATE_IN_PROGRESS":
            raise DeployError(f"The stack ended as {status}.\n{_reasons(cloudformation)}")
        time.sleep(0.05)
    raise DeployError(f"The stack was not created within {DEPLOY_LIMIT_S:.0f} s.")


def _reasons(cloudformation: Any) -> str:
    events = cloudformation.describe_stack_events(StackName=STACK)["StackEvents"]
    return "\n".join(
        f"{event['LogicalResourceId']} ({event['ResourceType']}): {event['ResourceStatusReason']}"
        for event in reversed(events)
        if event["ResourceStatus"].endswith("_FAILED") and event.get("ResourceStatusReason")
    )
