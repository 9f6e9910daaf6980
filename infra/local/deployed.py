"""A stack that is deployed, wherever that is, by what its CloudFormation says of itself."""

from collections.abc import Sequence
from typing import Any, Self

from botocore.exceptions import BotoCoreError

from infra.local.aws import Services
from infra.local.deploy import STACK


class NotDeployed(RuntimeError):
    """No stack of ours is there."""


class Deployed:
    def __init__(self, services: Services, languages: Sequence[str]) -> None:
        self.services = services
        self.languages = tuple(languages)
        self.outputs: dict[str, str] = {}
        """Of the CloudFormation stack."""

    @classmethod
    def at(cls, endpoint_url: str) -> Self:
        """The one at this endpoint, put there by `make deploy-localstack`. Raises NotDeployed."""
        services = Services(endpoint_url)
        try:
            stacks = services.client("cloudformation").describe_stacks()["Stacks"]
        except BotoCoreError as error:
            raise NotDeployed(f"Nothing answers at {endpoint_url}.") from error
        for stack in stacks:
            outputs = {o["OutputKey"]: o["OutputValue"] for o in stack.get("Outputs", ())}
            if stack["StackName"].startswith(STACK) and "Languages" in outputs:
                found = cls(services, outputs["Languages"].split(","))
                found.outputs = outputs
                return found
        raise NotDeployed(f"No stack named {STACK} is at {endpoint_url}.")

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
        """A boto3 client of where it is."""
        return self.services.client(service)
