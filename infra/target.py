"""Where the stack runs, as its constructs see it."""

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
"""Where emulators of AWS are, by custom."""


@dataclass(frozen=True)
class FunctionShape:
    """What a function is, wherever it runs."""

    name: str
    """Its folder under functions/."""
    memory_mb: int
    timeout_s: int
    models: Kind | None = None
    """Which kind of model pack it carries."""


@dataclass(frozen=True)
class Surroundings:
    """What the stack builds around a function."""

    role: iam.IRole
    log_group: logs.ILogGroup
    environment: Mapping[str, str]


class Target(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def environment(self) -> Environment | None:
        """Account and region; None for those of whoever deploys."""

    @property
    def synthesizer(self) -> IStackSynthesizer: ...

    @property
    def https_only(self) -> bool: ...

    @property
    def watched(self) -> bool:
        """Whether a dashboard and alarms have someone to look at them."""

    @property
    def api_tags(self) -> Mapping[str, str]:
        """Of the WebSocket API."""

    @property
    def http_api_tags(self) -> Mapping[str, str]: ...

    @property
    def empties_buckets(self) -> bool:
        """Whether a bucket that goes with its stack can be emptied first, by a function of the
        CDK's."""

    def function(
        self, scope: Construct, shape: FunctionShape, around: Surroundings
    ) -> lambda_.Function:
        """The function, packaged."""

    def callback_url(self, stage: apigateway.WebSocketStage) -> str:
        """Where @connections are posted to, with the stage."""

    def websocket_url(self, stage: apigateway.WebSocketStage) -> str:
        """What a client opens."""

    def http_url(self, stage: apigateway.HttpStage) -> str:
        """What the paths of the HTTP API are appended to."""

    @property
    def audio_bucket_name(self) -> str | None:
        """Where it must be known before the bucket is made."""

    @property
    def page_origin(self) -> str:
        """The web app's, where it is known before deployment, else `*`."""

    def site(
        self, scope: Construct, config: Mapping[str, Any], services: Sequence[str]
    ) -> str | None:
        """Serves the web app with that config.json, lets it connect to those origins, and says from
        what origin; None where the stack does not serve it. Raises WebAppNotBuilt."""


def timeout(shape: FunctionShape) -> Duration:
    return Duration.seconds(shape.timeout_s)
