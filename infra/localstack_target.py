"""The target LocalStack: packaged as for AWS, reached at its endpoint."""

from collections.abc import Mapping, Sequence
from typing import Any

from aws_cdk import Environment
from aws_cdk import aws_apigatewayv2 as apigateway
from constructs import Construct

from infra.aws_target import AwsTarget
from infra.emulator_ids import PAGE_ORIGIN
from infra.options import Options
from infra.target import LOCAL_ACCOUNT


class LocalStackTarget(AwsTarget):
    name = "localstack"
    environment: Environment | None = LOCAL_ACCOUNT
    https_only = False

    @property
    def page_origin(self) -> str:
        return PAGE_ORIGIN

    def __init__(self, options: Options, endpoint_url: str) -> None:
        super().__init__(options)
        self._endpoint_url = endpoint_url.rstrip("/")

    def callback_url(self, stage: apigateway.WebSocketStage) -> str:
        """A path of the endpoint: every container would have to resolve a host name of its own."""
        return f"{self._endpoint_url}/_aws/execute-api/{stage.api.api_id}/{stage.stage_name}"

    def websocket_url(self, stage: apigateway.WebSocketStage) -> str:
        return f"{stage.api.api_endpoint}/{stage.stage_name}"

    def http_url(self, stage: apigateway.HttpStage) -> str:
        return stage.api.api_endpoint

    @property
    def audio_bucket_name(self) -> str | None:
        return None

    def site(self, scope: Construct, config: Mapping[str, Any], services: Sequence[str]) -> None:
        """Does nothing: the launcher serves the web app."""
