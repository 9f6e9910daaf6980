"""Gradual deployment: a new version of a function first gets a tenth of the traffic."""

from aws_cdk import Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_codedeploy as codedeploy
from aws_cdk import aws_lambda as lambda_

from infra.functions import Function
from infra.nag_suppressions import suppress_nag

ERRORS = 3
"""Errors of a function in a minute that roll its new version back."""


def deploy_gradually(stack: Stack, error_rate: cloudwatch.IAlarm) -> None:
    """Lets CodeDeploy move the aliases of all functions, and back if an alarm goes off."""
    application = codedeploy.LambdaApplication(stack, "GradualDeployment")
    for function in [found for found in stack.node.find_all() if isinstance(found, Function)]:
        assert isinstance(function.resource, lambda_.Alias)  # noqa: S101
        group = codedeploy.LambdaDeploymentGroup(
            function,
            "Deployment",
            application=application,
            alias=function.resource,
            deployment_config=codedeploy.LambdaDeploymentConfig.CANARY_10_PERCENT_15_MINUTES,
            alarms=[_errors(function), error_rate],
        )
        managed = (
            "arn:<AWS::Partition>:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited"
        )
        suppress_nag(group.role, f"IAM4[Policy::{managed}]", "CodeDeploy's own policy for Lambda.")


def _errors(function: Function) -> cloudwatch.Alarm:
    minute = Duration.minutes(1)
    return cloudwatch.Alarm(
        function,
        "Errors",
        metric=function.resource.metric_errors(period=minute),
        threshold=ERRORS,
        evaluation_periods=1,
        comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
    )
