"""The HTTP API: its routes, authorization, CORS and access log."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk import Duration, RemovalPolicy, Stack, Tags
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.functions import Function
from infra.nag_suppressions import suppress_nag
from infra.target import Target
from infra.web_app import SignIn

PUBLIC_ROUTES = (
    ("GET", "/v1/health"),
    ("GET", "/v1/languages"),
    ("GET", "/v1/openapi.json"),
    ("GET", "/v1/asyncapi.json"),
)
MESSAGE = "/v1/translations/{message_id}"
ROOM = "/v1/rooms/{room_id}"
AUTHORIZED_ROUTES = (
    ("POST", "/v1/tickets"),
    ("DELETE", "/v1/me"),
    ("POST", "/v1/uploads"),
    ("POST", "/v1/translations"),
    ("GET", MESSAGE),
    ("GET", f"{MESSAGE}/events"),
    ("GET", f"{MESSAGE}/export"),
    ("DELETE", MESSAGE),
    ("POST", "/v1/rooms"),
    ("GET", ROOM),
    ("DELETE", ROOM),
)
"""With a user pool, these need an access token of it."""
ANY_ORIGIN = "*"
ACCESS_LOG_FORMAT = {
    "requestId": "$context.requestId",
    "time": "$context.requestTime",
    "route": "$context.routeKey",
    "status": "$context.status",
    "took_ms": "$context.responseLatency",
    "error": "$context.error.message",
}
"""The access log holds no addresses, query strings or tokens."""


@dataclass(frozen=True)
class UserPoolClients:
    """A Cognito user pool and the clients whose access tokens are accepted."""

    pool_id: str
    client_ids: Sequence[str]
    sign_in: SignIn | None = None
    """Where the users of the web app sign in; None if the app cannot be used with this pool."""
    app_client: cognito.UserPoolClient | None = None
    """The client of the web app, if the stack creates it."""


class HttpApi(Construct):
    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        target: Target,
        origins: Sequence[str],
        users: UserPoolClients | None,
        function: Function,
        max_requests_per_second: int,
    ) -> None:
        super().__init__(scope, name)
        methods = apigateway.CorsHttpMethod
        self._api = apigateway.HttpApi(
            self,
            "Api",
            create_default_stage=False,
            cors_preflight=apigateway.CorsPreflightOptions(
                # API Gateway accepts `*` only alone. The API uses no cookies, so a page without a
                # token learns nothing here that any program outside a browser could not ask for.
                allow_origins=[ANY_ORIGIN] if ANY_ORIGIN in origins else list(origins),
                allow_methods=[methods.GET, methods.POST, methods.DELETE],
                allow_headers=["authorization", "content-type", "prefer"],
                expose_headers=["location", "retry-after"],
                max_age=Duration.hours(1),
            ),
        )
        suppress_nag(
            self,
            "APIG4",
            "Some routes are public; the function itself checks the secret of a guest.",
        )
        for key, value in target.http_api_tags.items():
            Tags.of(self._api).add(key, value)
        self.stage = self._stage(max_requests_per_second)
        self._integration = integrations.HttpLambdaIntegration("Function", function.resource)
        for method, path in PUBLIC_ROUTES:
            self._route(method, path, None)
        authorizer = self._authorizer(users) if users else None
        for method, path in AUTHORIZED_ROUTES:
            self._route(method, path, authorizer)
        # For any other path, the function answers with a problem document.
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

    def _stage(self, max_requests_per_second: int) -> apigateway.HttpStage:
        group = logs.LogGroup(
            self,
            "AccessLogs",
            # Groups under this prefix need no entry in the account's only log resource policy.
            log_group_name=f"/aws/vendedlogs/http/{Stack.of(self).stack_name}",
            removal_policy=RemovalPolicy.DESTROY,
        )
        stage = apigateway.HttpStage(
            self,
            "Stage",
            http_api=self._api,
            stage_name="$default",
            auto_deploy=True,
            throttle=apigateway.ThrottleSettings(
                rate_limit=max_requests_per_second, burst_limit=2 * max_requests_per_second
            ),
        )
        settings = stage.node.default_child
        assert isinstance(settings, apigateway.CfnStage)  # noqa: S101
        settings.access_log_settings = apigateway.CfnStage.AccessLogSettingsProperty(
            destination_arn=group.log_group_arn, format=json.dumps(ACCESS_LOG_FORMAT)
        )
        return stage

    def _authorizer(self, users: UserPoolClients) -> apigateway.IHttpRouteAuthorizer:
        return authorizers.HttpUserPoolAuthorizer(
            "Users",
            cognito.UserPool.from_user_pool_id(self, "Pool", users.pool_id),
            user_pool_clients=[
                cognito.UserPoolClient.from_user_pool_client_id(self, f"Client{number}", client_id)
                for number, client_id in enumerate(users.client_ids)
            ],
        )

    def _route(
        self, method: str, path: str, authorizer: apigateway.IHttpRouteAuthorizer | None
    ) -> None:
        self._api.add_routes(
            path=path,
            methods=[apigateway.HttpMethod(method)],
            integration=self._integration,
            authorizer=authorizer,
        )
