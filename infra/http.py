"""The HTTP API: which paths there are, who may ask from where, and what is logged of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk import Duration, RemovalPolicy, Tags
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.functions import LOG_RETENTION, Function
from infra.target import Target

OPEN = (("GET", "/v1/health"), ("GET", "/v1/languages"), ("GET", "/v1/openapi.json"))
MESSAGE = "/v1/translations/{message_id}"
PERSONAL = (
    ("POST", "/v1/tickets"),
    ("DELETE", "/v1/me"),
    ("POST", "/v1/uploads"),
    ("POST", "/v1/translations"),
    ("GET", MESSAGE),
    ("GET", f"{MESSAGE}/events"),
    ("DELETE", MESSAGE),
)
"""With a pool of users these want its token."""
ANY = "*"
LOGGED = {
    "requestId": "$context.requestId",
    "time": "$context.requestTime",
    "route": "$context.routeKey",
    "status": "$context.status",
    "took_ms": "$context.responseLatency",
    "error": "$context.error.message",
}
"""Neither addresses nor query strings nor tokens."""


@dataclass(frozen=True)
class Users:
    """An existing Cognito pool whose users may speak; without one, guests may."""

    pool_id: str
    client_ids: Sequence[str]


class HttpApi(Construct):
    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        target: Target,
        origins: Sequence[str],
        users: Users | None,
        function: Function,
    ) -> None:
        super().__init__(scope, name)
        methods = apigateway.CorsHttpMethod
        self._api = apigateway.HttpApi(
            self,
            "Api",
            create_default_stage=False,
            cors_preflight=apigateway.CorsPreflightOptions(
                # API Gateway takes `*` alone or not at all. Cookies are never asked for: a page
                # that lacks a token learns no more here than any program without a browser.
                allow_origins=[ANY] if ANY in origins else list(origins),
                allow_methods=[methods.GET, methods.POST, methods.DELETE],
                allow_headers=["authorization", "content-type", "prefer"],
                expose_headers=["location", "retry-after"],
                max_age=Duration.hours(1),
            ),
        )
        for key, value in target.http_api_tags.items():
            Tags.of(self._api).add(key, value)
        self.stage = self._stage()
        self._integration = integrations.HttpLambdaIntegration("Function", function.resource)
        for method, path in OPEN:
            self._route(method, path, None)
        guard = self._guard(users) if users else None
        for method, path in PERSONAL:
            self._route(method, path, guard)
        # Whatever else is asked for, the function says as a problem that it is not there.
        apigateway.HttpRoute(
            self,
            "Elsewhere",
            http_api=self._api,
            route_key=apigateway.HttpRouteKey.DEFAULT,
            integration=self._integration,
        )

    @property
    def origin(self) -> str:
        return self._api.api_endpoint

    def _stage(self) -> apigateway.HttpStage:
        group = logs.LogGroup(
            self, "AccessLogs", retention=LOG_RETENTION, removal_policy=RemovalPolicy.DESTROY
        )
        stage = apigateway.HttpStage(
            self,
            "Stage",
            http_api=self._api,
            stage_name="$default",
            auto_deploy=True,
            throttle=apigateway.ThrottleSettings(rate_limit=50, burst_limit=100),
        )
        settings = stage.node.default_child
        assert isinstance(settings, apigateway.CfnStage)  # noqa: S101
        settings.access_log_settings = apigateway.CfnStage.AccessLogSettingsProperty(
            destination_arn=group.log_group_arn, format=json.dumps(LOGGED)
        )
        return stage

    def _guard(self, users: Users) -> apigateway.IHttpRouteAuthorizer:
        return authorizers.HttpUserPoolAuthorizer(
            "Users",
            cognito.UserPool.from_user_pool_id(self, "Pool", users.pool_id),
            user_pool_clients=[
                cognito.UserPoolClient.from_user_pool_client_id(self, f"Client{number}", client_id)
                for number, client_id in enumerate(users.client_ids)
            ],
        )

    def _route(self, method: str, path: str, guard: apigateway.IHttpRouteAuthorizer | None) -> None:
        self._api.add_routes(
            path=path,
            methods=[apigateway.HttpMethod(method)],
            integration=self._integration,
            authorizer=guard,
        )
