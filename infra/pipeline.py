"""The state machine that runs the flow: one execution per segment."""

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from infra.arguments import argue, argue_wildcard, named
from infra.flow import Flow, StageFunctions

LIMIT_S = 240
"""Longer than every stage of a flow at its own timeout: no Catch sees the machine's, and a client
would wait for an end that never comes. Express allows 300."""


class Pipeline(Construct):
    def __init__(self, scope: Construct, name: str, *, functions: StageFunctions) -> None:
        super().__init__(scope, name)
        flow = Flow(self, functions)
        self.machine = sfn.StateMachine(
            self,
            "Machine",
            state_machine_type=sfn.StateMachineType.EXPRESS,
            definition_body=sfn.DefinitionBody.from_chainable(flow.start),
            timeout=Duration.seconds(LIMIT_S),
            tracing_enabled=True,
            logs=sfn.LogOptions(
                destination=self._log_group(),
                level=sfn.LogLevel.ERROR,
                include_execution_data=False,  # it is what people said
            ),
        )

        argue(self.machine, "SF1", "With level ALL the log would hold what people said.")
        role = self.machine.role
        argue_wildcard(role, "*", "X-Ray, and log deliveries: their actions know no resources.")
        for function in vars(functions).values():
            if isinstance(function.resource, lambda_.Function):  # an alias is granted alone
                versions = f"<{named(function.resource)}.Arn>:*"
                argue_wildcard(role, versions, "Any version of a stage's function.")

    def _log_group(self) -> logs.LogGroup:
        return logs.LogGroup(
            self,
            "Logs",
            # Under this prefix, deliveries need no entry in the account's one resource policy.
            log_group_name=f"/aws/vendedlogs/states/{Stack.of(self).stack_name}",
            removal_policy=RemovalPolicy.DESTROY,
        )
