"""One function of the product: its package from the Target; its role, logs and environment here."""

from collections.abc import Mapping
from typing import Any

from aws_cdk import RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from dragoman.observability.metric_names import NAMESPACE
from infra.arguments import argue_wildcard
from infra.target import FunctionShape, Surroundings, Target


class Function(Construct):
    """Allowed to write its own logs, and nothing else until `allow` is called."""

    def __init__(
        self,
        scope: Construct,
        shape: FunctionShape,
        *,
        target: Target,
        environment: Mapping[str, str],
        provisioned: int = 0,
    ) -> None:
        super().__init__(scope, shape.name.capitalize())
        log_group = logs.LogGroup(self, "Logs", removal_policy=RemovalPolicy.DESTROY)
        self.role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        log_group.grant_write(self.role)
        self.shape = shape
        argue_wildcard(self.role, "*", "X-Ray, whose actions know no resources.")
        self._function = target.function(
            self,
            shape,
            Surroundings(
                role=self.role,
                log_group=log_group,
                environment={
                    **environment,
                    "POWERTOOLS_SERVICE_NAME": shape.name,
                    "POWERTOOLS_METRICS_NAMESPACE": NAMESPACE,
                    "POWERTOOLS_LOG_LEVEL": "INFO",
                    **_numeric_threads(shape),
                },
            ),
        )

        self.resource: lambda_.Function | lambda_.Alias = (
            self._kept_warm(provisioned) if provisioned else self._function
        )
        """What callers call: the alias that has environments waiting, where there are any."""

    def _kept_warm(self, environments: int) -> lambda_.Alias:
        return lambda_.Alias(
            self,
            "Live",
            alias_name="live",
            version=self._function.current_version,
            provisioned_concurrent_executions=environments,
        )

    def allow(self, resources: str | list[str], *actions: str) -> None:
        arns = [resources] if isinstance(resources, str) else resources
        self.role.add_to_principal_policy(
            iam.PolicyStatement(actions=list(actions), resources=arns)
        )

    def tell(self, **settings: Any) -> None:
        """Adds environment variables: `tell(messages_table=...)` sets DRAGOMAN_MESSAGES_TABLE."""
        for name, value in settings.items():
            self._function.add_environment(f"DRAGOMAN_{name.upper()}", str(value))


def _numeric_threads(shape: FunctionShape) -> Mapping[str, str]:
    # The engines bring their own thread pools; a second one of numpy's would fight them.
    return {"OPENBLAS_NUM_THREADS": "1"} if shape.models else {}
