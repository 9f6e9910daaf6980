"""A deployed stack, found by the outputs of its CloudFormation stack."""

from collections.abc import Sequence
from typing import Any, Self

from botocore.exceptions import BotoCoreError

from infra.emulator_ids import PAGE_ORIGIN
from infra.local.account import UNPROTECTED_SECRET_KEY
from infra.local.aws_clients import AwsClients
from infra.local.deploy import STACK


class NotDeployed(RuntimeError):
    """No stack of ours is deployed at the endpoint."""


class DeployedStack:
    page_origin = PAGE_ORIGIN
    """The origin from which web pages may use the stack."""

    def __init__(self, clients: AwsClients, languages: Sequence[str]) -> None:
        self.clients = clients
        self.languages = tuple(languages)
        self.outputs: dict[str, str] = {}
        """The outputs of the CloudFormation stack."""

    @classmethod
    def at(cls, endpoint_url: str, secret_key: str = UNPROTECTED_SECRET_KEY) -> Self:
        """The stack that `make deploy-localstack` deployed to an endpoint. Raises NotDeployed."""
        clients = AwsClients(endpoint_url, secret_key)
        try:
            stacks = clients.client("cloudformation").describe_stacks()["Stacks"]
        except BotoCoreError as error:
            raise NotDeployed(f"Nothing responds at {endpoint_url}.") from error
        for stack in stacks:
            outputs = {o["OutputKey"]: o["OutputValue"] for o in stack.get("Outputs", ())}
            if stack["StackName"].startswith(STACK) and "Languages" in outputs:
                found = cls(clients, outputs["Languages"].split(","))
                found.outputs = outputs
                return found
        raise NotDeployed(f"There is no stack named {STACK} at {endpoint_url}.")

    @property
    def websocket_url(self) -> str:
        return self.outputs["WebSocketUrl"]

    @property
    def http_url(self) -> str:
        return self.outputs["HttpUrl"]

    @property
    def tickets_url(self) -> str:
        return f"{self.http_url}/v1/tickets"

    def client(self, service: str) -> Any:
        """A boto3 client of the stack's endpoint."""
        return self.clients.client(service)
