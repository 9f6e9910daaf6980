"""The WebSocket API and its routes."""

from aws_cdk import ArnFormat, Stack, Tags
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk.aws_apigatewayv2_authorizers import WebSocketLambdaAuthorizer
from aws_cdk.aws_apigatewayv2_integrations import WebSocketLambdaIntegration
from constructs import Construct

from infra.functions import Function
from infra.nag_suppressions import logical_id, suppress_nag, suppress_wildcard_nag
from infra.target import Target

STAGE = "live"
ACTIONS = (
    "hello", "translate", "upload", "finish", "resume", "partial", "ping",
    "open_room", "join_room", "leave_room", "resume_room", "update_participant", "speaking",
    "remove_participant", "lock_room", "renew_code", "close_room",
    "$default",
)  # fmt: skip
"""Routes of `accept`. With `$default`, it answers an unknown action with an error."""


class WebSocket(Construct):
    def __init__(
        self, scope: Construct, name: str, *, target: Target, max_messages_per_second: int
    ) -> None:
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
            throttle=apigateway.ThrottleSettings(
                rate_limit=max_messages_per_second, burst_limit=2 * max_messages_per_second
            ),
        )

        suppress_nag(
            self._api, "APIG4", "$connect has the authorizer; other routes need an open connection."
        )
        suppress_nag(self.stage, "APIG1", "The URL of a handshake contains a ticket.")

    @property
    def origin(self) -> str:
        stack = Stack.of(self)
        return f"wss://{self._api.api_id}.execute-api.{stack.region}.{stack.url_suffix}"

    def route(
        self, *, authorize: Function, connect: Function, disconnect: Function, accept: Function
    ) -> None:
        # Browsers cannot set headers on a socket, so the ticket is in the URL. API Gateway does not
        # cache the authorizer's answer on WebSocket APIs: it asks at every handshake.
        authorizer = WebSocketLambdaAuthorizer(
            "Tickets", authorize.resource, identity_source=["route.request.querystring.ticket"]
        )
        connecting = WebSocketLambdaIntegration("Connect", connect.resource)
        self._api.add_route("$connect", integration=connecting, authorizer=authorizer)
        self._add("$disconnect", WebSocketLambdaIntegration("Disconnect", disconnect.resource))
        accepting = WebSocketLambdaIntegration("Accept", accept.resource)
        for action in ACTIONS:
            self._add(action, accepting)

    def grant_post(self, function: Function) -> None:
        """Lets the function post to the connections of this stage."""
        self._grant_manage(function, "POST")

    def grant_close(self, function: Function) -> None:
        """Lets the function close the connections of this stage."""
        self._grant_manage(function, "DELETE")

    def _grant_manage(self, function: Function, method: str) -> None:
        managing = Stack.of(self).format_arn(
            service="execute-api",
            resource=self._api.api_id,
            resource_name=f"{STAGE}/{method}/@connections/*",
            arn_format=ArnFormat.SLASH_RESOURCE_NAME,
        )
        function.allow(managing, "execute-api:ManageConnections")
        suppress_wildcard_nag(
            function.role,
            "arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:"
            f"<{logical_id(self._api)}>/{STAGE}/{method}/@connections/*",
            "A connection gets its id when it opens.",
        )

    def _add(self, key: str, integration: WebSocketLambdaIntegration) -> None:
        self._api.add_route(key, integration=integration)
