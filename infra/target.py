"""A target: where the stack runs. It provides packaging and addresses to the constructs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from aws_cdk import Duration, Environment, IStackSynthesizer
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from dragoman.models.packs import Kind

ROOT = Path(__file__).resolve().parent.parent
"""The repository."""
LOCAL_ACCOUNT = Environment(account="000000000000", region="us-east-1")
LOCAL_ENDPOINT = "http://localhost:4566"
"""The conventional endpoint of AWS emulators."""


@dataclass(frozen=True)
class FunctionConfig:
    """Properties of a function that are the same on every target."""

    name: str
    """Its folder under functions/, unless it shares an image."""
    memory_mb: int
    timeout_s: int
    models: Kind | None = None
    """The kind of model pack that its image carries."""
    image: str = ""
    """The function whose image it shares; its handler is a module there that has its name."""

    @property
    def folder(self) -> str:
        """The folder under functions/ that holds its handler."""
        return self.image or self.name

    @property
    def handler(self) -> str:
        return f"{self.name if self.image else 'handler'}.handler"

    @property
    def timeout(self) -> Duration:
        return Duration.seconds(self.timeout_s)


@dataclass(frozen=True)
class FunctionContext:
    """Resources of a function that the stack creates, not the target."""

    role: iam.IRole
    log_group: logs.ILogGroup
    environment: Mapping[str, str]


class Target(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def environment(self) -> Environment | None:
        """The account and region; None for those of whoever deploys."""

    @property
    def synthesizer(self) -> IStackSynthesizer: ...

    @property
    def https_only(self) -> bool: ...

    @property
    def monitored(self) -> bool:
        """Whether the stack gets a dashboard and alarms."""

    @property
    def api_tags(self) -> Mapping[str, str]:
        """Tags of the WebSocket API."""

    @property
    def http_api_tags(self) -> Mapping[str, str]: ...

    @property
    def auto_deletes_objects(self) -> bool:
        """Whether a function of the CDK can empty a bucket before it is deleted."""

    def function(
        self, scope: Construct, config: FunctionConfig, context: FunctionContext
    ) -> lambda_.Function:
        """Creates the function with its package."""

    def callback_url(self, stage: apigateway.WebSocketStage) -> str:
        """The URL, with the stage, under which connections are posted to."""

    def websocket_url(self, stage: apigateway.WebSocketStage) -> str:
        """The URL that a client opens."""

    def http_url(self, stage: apigateway.HttpStage) -> str:
        """The base URL of the HTTP API."""

    @property
    def audio_bucket_name(self) -> str | None:
        """The audio bucket's name, where it must be known before the bucket exists."""

    @property
    def page_origin(self) -> str:
        """The web app's origin, where it is known before deployment, else `*`."""

    def site(
        self, scope: Construct, config: Mapping[str, Any], services: Sequence[str]
    ) -> str | None:
        """Serves the web app and returns its origin; None where the stack does not serve it.

        `config` becomes config.json; `services` are the origins that the app may connect to.
        Raises WebAppNotBuilt.
        """
