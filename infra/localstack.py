"""LocalStack: packaged as for AWS, reached where it says that it is."""

from collections.abc import Mapping, Sequence
from typing import Any

from aws_cdk import Environment
from aws_cdk import aws_apigatewayv2 as apigateway
from constructs import Construct

from infra.aws import AwsTarget
from infra.options import Options
from infra.target import LOCAL_ACCOUNT


class LocalStackTarget(AwsTarget):
    name = "localstack"
    environment: Environment | None = LOCAL_ACCOUNT
    https_only = False

    @property
    def page_origin(self) -> str:
        return "*"

    def __init__(self, options: Options, endpoint_url: str) -> None:
        super().__init__(options)
        self._endpoint_url = endpoint_url.rstrip("/")

    def callback_url(self, stage: apigateway.WebSocketStage) -> str:
        """By the path: a name of its own would have to be known inside every container."""
        return f"{self._endpoint_url}/_aws/execute-api/{stage.api.api_id}/{stage.stage_name}"

    def websocket_url(self, stage: apigateway.WebSocketStage) -> str:
        return f"{stage.api.api_endpoint}/{stage.stage_name}"

    def http_url(self, stage: apigateway.HttpStage) -> str:
        return stage.api.api_endpoint

    @property
    def audio_bucket_name(self) -> str | None:
        return None

    def site(self, scope: Construct, config: Mapping[str, Any], services: Sequence[str]) -> None:
        """The launcher's page will do."""
