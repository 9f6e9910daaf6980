"""The WebSocket API: which function answers which action."""

from aws_cdk import ArnFormat, Stack, Tags
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk.aws_apigatewayv2_authorizers import WebSocketLambdaAuthorizer
from aws_cdk.aws_apigatewayv2_integrations import WebSocketLambdaIntegration
from constructs import Construct

from infra.arguments import argue, argue_wildcard, named
from infra.functions import Function
from infra.target import Target

STAGE = "live"
ACTIONS = ("hello", "translate", "upload", "finish", "resume", "ping", "$default")
"""What `accept` answers; `$default` so that an unknown action gets an error, not silence."""


class WebSocket(Construct):
    def __init__(self, scope: Construct, name: str, *, target: Target) -> None:
        super().__init__(scope, name)
        self._api = apigateway.WebSocketApi(
            self, "Api", route_selection_expression="$request.body.action"
        )
        for key, value in target.api_tags.items():
            Tags.of(self._api).add(key, value)
        self.stage = apigateway.WebSocketStage(
            self,
            "Stage",
            web_socket_api=self._api,
            stage_name=STAGE,
            auto_deploy=True,
            # Messages a second over all clients. One person sends about two; more is a loop.
            throttle=apigateway.ThrottleSettings(rate_limit=200, burst_limit=400),
        )

        argue(self._api, "APIG4", "$connect has the authorizer; the others are of who passed it.")
        argue(self.stage, "APIG1", "The address of a handshake has a ticket in it.")

    @property
    def origin(self) -> str:
        stack = Stack.of(self)
        return f"wss://{self._api.api_id}.execute-api.{stack.region}.{stack.url_suffix}"

    def route(
        self, *, authorize: Function, connect: Function, disconnect: Function, accept: Function
    ) -> None:
        # Browsers cannot set headers on a socket, so the ticket is in its address. What the
        # authorizer says is never kept: API Gateway asks it for every handshake.
        guard = WebSocketLambdaAuthorizer(
            "Tickets", authorize.resource, identity_source=["route.request.querystring.ticket"]
        )
        connecting = WebSocketLambdaIntegration("Connect", connect.resource)
        self._api.add_route("$connect", integration=connecting, authorizer=guard)
        self._add("$disconnect", WebSocketLambdaIntegration("Disconnect", disconnect.resource))
        accepting = WebSocketLambdaIntegration("Accept", accept.resource)
        for action in ACTIONS:
            self._add(action, accepting)

    def let_post(self, function: Function) -> None:
        """Allows it to post to the connections of this stage."""
        posting = Stack.of(self).format_arn(
            service="execute-api",
            resource=self._api.api_id,
            resource_name=f"{STAGE}/POST/@connections/*",
            arn_format=ArnFormat.SLASH_RESOURCE_NAME,
        )
        function.allow(posting, "execute-api:ManageConnections")
        argue_wildcard(
            function.role,
            "arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:"
            f"<{named(self._api)}>/{STAGE}/POST/@connections/*",
            "A connection's name is made when it opens.",
        )

    def _add(self, key: str, integration: WebSocketLambdaIntegration) -> None:
        self._api.add_route(key, integration=integration)
