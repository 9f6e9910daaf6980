"""The state machine that runs the flow: one execution per segment."""

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from infra.flow import Flow, StageFunctions
from infra.nag_suppressions import logical_id, suppress_nag, suppress_wildcard_nag

TIMEOUT_S = 240
"""The timeout of an execution: longer than all stages of a flow at their own timeouts. No Catch
sees the execution's timeout, so the client would never hear an end. Express allows 300 s."""


class Pipeline(Construct):
    def __init__(self, scope: Construct, name: str, *, functions: StageFunctions) -> None:
        super().__init__(scope, name)
        flow = Flow(self, functions)
        self.machine = sfn.StateMachine(
            self,
            "Machine",
            state_machine_type=sfn.StateMachineType.EXPRESS,
            definition_body=sfn.DefinitionBody.from_chainable(flow.start),
            timeout=Duration.seconds(TIMEOUT_S),
            tracing_enabled=True,
            logs=sfn.LogOptions(
                destination=self._log_group(),
                level=sfn.LogLevel.ERROR,
                include_execution_data=False,  # it holds what people said
            ),
        )

        suppress_nag(self.machine, "SF1", "With level ALL the log would hold what people said.")
        role = self.machine.role
        suppress_wildcard_nag(
            role, "*", "The actions of X-Ray and of log delivery have no resources."
        )
        for function in vars(functions).values():
            if isinstance(
                function.resource, lambda_.Function
            ):  # for an alias, only the alias is granted
                versions = f"<{logical_id(function.resource)}.Arn>:*"
                suppress_wildcard_nag(
                    role, versions, "Every version of a stage's function may be invoked."
                )

    def _log_group(self) -> logs.LogGroup:
        return logs.LogGroup(
            self,
            "Logs",
            # Groups under this prefix need no entry in the account's only log resource policy.
            log_group_name=f"/aws/vendedlogs/states/{Stack.of(self).stack_name}",
            removal_policy=RemovalPolicy.DESTROY,
        )
