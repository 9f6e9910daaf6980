"""A function of the product: its role, logs and environment; the target adds the package."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from dragoman.observability.metric_names import NAMESPACE
from infra.nag_suppressions import suppress_wildcard_nag
from infra.target import FunctionConfig, FunctionContext, Target


@dataclass(frozen=True)
class Deployment:
    """How instances and versions of a function are managed."""

    provisioned: int = 0
    """Environments that are kept warm."""
    reserved: int = 0
    """Concurrency that other functions cannot use, and that the function cannot exceed."""
    canary: bool = False
    """Whether a new version first gets a part of the traffic."""

    @property
    def needs_alias(self) -> bool:
        return self.canary or self.provisioned > 0


class Function(Construct):
    """A Lambda function that may write its own logs, and what `allow` adds."""

    def __init__(
        self,
        scope: Construct,
        config: FunctionConfig,
        *,
        target: Target,
        environment: Mapping[str, str],
        deployment: Deployment = Deployment(),
    ) -> None:
        super().__init__(scope, config.name.capitalize())
        self.log_group = logs.LogGroup(self, "Logs", removal_policy=RemovalPolicy.DESTROY)
        self.role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        self.log_group.grant_write(self.role)
        self.config = config
        suppress_wildcard_nag(self.role, "*", "The actions of X-Ray have no resources.")
        self._function = target.function(
            self,
            config,
            FunctionContext(
                role=self.role,
                log_group=self.log_group,
                environment={
                    **environment,
                    "POWERTOOLS_SERVICE_NAME": config.name,
                    "POWERTOOLS_METRICS_NAMESPACE": NAMESPACE,
                    "POWERTOOLS_LOG_LEVEL": "INFO",
                    **_library_settings(config),
                },
            ),
        )

        self.resource: lambda_.Function | lambda_.Alias = (
            self._alias(deployment) if deployment.needs_alias else self._function
        )
        """What callers invoke: the alias if there is one."""
        if deployment.reserved:
            settings = self._function.node.default_child
            assert isinstance(settings, lambda_.CfnFunction)  # noqa: S101
            settings.reserved_concurrent_executions = deployment.reserved
        if config.models:
            # A warm-up that waited for a minute comes too late, and a failed one is not worth a retry.
            self.resource.configure_async_invoke(
                retry_attempts=0, max_event_age=Duration.minutes(1)
            )

    def _alias(self, deployment: Deployment) -> lambda_.Alias:
        return lambda_.Alias(
            self,
            "Live",
            alias_name="live",
            version=self._function.current_version,
            provisioned_concurrent_executions=deployment.provisioned or None,
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


def _library_settings(config: FunctionConfig) -> Mapping[str, str]:
    """Settings of libraries that read them at import."""
    if not config.models:
        return {}
    return {
        # Engines have thread pools of their own; numpy's would compete with them for the cores.
        "OPENBLAS_NUM_THREADS": "1",
        # onnxruntime would report its use to Microsoft.
        "ORT_DISABLE_TELEMETRY": "1",
    }
