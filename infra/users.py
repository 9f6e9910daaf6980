"""Who may speak: guests, users of a given pool, or of the stack's own, who are invited to it."""

from aws_cdk import CfnOutput, Duration, RemovalPolicy
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from infra.arguments import argue
from infra.http import Users
from infra.options import NEW_POOL, Options


def users_of(scope: Construct, options: Options) -> Users | None:
    if options.user_pool == NEW_POOL:
        return _new_pool(scope, lasting=options.lasting)
    return Users(options.user_pool, options.user_pool_clients) if options.user_pool else None


def _new_pool(scope: Construct, *, lasting: bool) -> Users:
    pool = cognito.UserPool(
        scope,
        "Users",
        self_sign_up_enabled=False,
        sign_in_aliases=cognito.SignInAliases(email=True),
        password_policy=cognito.PasswordPolicy(
            min_length=14, require_digits=True, require_lowercase=True,
            require_uppercase=True, require_symbols=True,
        ),
        mfa=cognito.Mfa.OPTIONAL,
        mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
        account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
        deletion_protection=lasting,
        removal_policy=RemovalPolicy.RETAIN if lasting else RemovalPolicy.DESTROY,
    )  # fmt: skip
    argue(
        pool, "COG2", "Whoever runs the pool may require a second factor of the users they invite."
    )
    argue(pool, "COG8", "The plus plan costs per user; nobody signs up here unasked.")
    client = pool.add_client(
        "App",
        auth_flows=cognito.AuthFlow(user_srp=True),
        prevent_user_existence_errors=True,
        access_token_validity=Duration.hours(1),
        id_token_validity=Duration.hours(1),
    )
    for name, value in (
        ("UserPoolId", pool.user_pool_id),
        ("UserPoolClientId", client.user_pool_client_id),
    ):
        CfnOutput(scope, name, value=value)
    return Users(pool.user_pool_id, [client.user_pool_client_id])
