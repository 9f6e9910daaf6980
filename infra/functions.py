"""A function of the product: its role, logs and environment; the target adds the package."""

from collections.abc import Mapping
from typing import Any

from aws_cdk import RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from dragoman.observability.metric_names import NAMESPACE
from infra.nag_suppressions import suppress_wildcard_nag
from infra.target import FunctionConfig, FunctionContext, Target


class Function(Construct):
    """A Lambda function that may write its own logs, and what `allow` adds."""

    def __init__(
        self,
        scope: Construct,
        config: FunctionConfig,
        *,
        target: Target,
        environment: Mapping[str, str],
        provisioned: int = 0,
    ) -> None:
        super().__init__(scope, config.name.capitalize())
        log_group = logs.LogGroup(self, "Logs", removal_policy=RemovalPolicy.DESTROY)
        self.role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        log_group.grant_write(self.role)
        self.config = config
        suppress_wildcard_nag(self.role, "*", "The actions of X-Ray have no resources.")
        self._function = target.function(
            self,
            config,
            FunctionContext(
                role=self.role,
                log_group=log_group,
                environment={
                    **environment,
                    "POWERTOOLS_SERVICE_NAME": config.name,
                    "POWERTOOLS_METRICS_NAMESPACE": NAMESPACE,
                    "POWERTOOLS_LOG_LEVEL": "INFO",
                    **_numpy_threads(config),
                },
            ),
        )

        self.resource: lambda_.Function | lambda_.Alias = (
            self._provisioned_alias(provisioned) if provisioned else self._function
        )
        """What callers invoke: the alias with provisioned concurrency if there is any."""

    def _provisioned_alias(self, environments: int) -> lambda_.Alias:
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

    def set_environment(self, **settings: Any) -> None:
        """Adds settings: `set_environment(usage_table=...)` sets DRAGOMAN_USAGE_TABLE."""
        for name, value in settings.items():
            self._function.add_environment(f"DRAGOMAN_{name.upper()}", str(value))


def _numpy_threads(config: FunctionConfig) -> Mapping[str, str]:
    # Engines have thread pools of their own; numpy's would compete with them for the cores.
    return {"OPENBLAS_NUM_THREADS": "1"} if config.models else {}
