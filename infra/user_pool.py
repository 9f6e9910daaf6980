"""The user pool: none (guests may speak), an existing one, or one that the stack creates."""

from aws_cdk import CfnOutput, Duration, RemovalPolicy
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from infra.http_api import UserPoolClients
from infra.nag_suppressions import suppress_nag
from infra.options import NEW_POOL, Options


def users_from_options(scope: Construct, options: Options) -> UserPoolClients | None:
    if options.user_pool == NEW_POOL:
        return _new_pool(scope, retains_data=options.retains_data)
    return (
        UserPoolClients(options.user_pool, options.user_pool_clients) if options.user_pool else None
    )


def _new_pool(scope: Construct, *, retains_data: bool) -> UserPoolClients:
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
        deletion_protection=retains_data,
        removal_policy=RemovalPolicy.RETAIN if retains_data else RemovalPolicy.DESTROY,
    )  # fmt: skip
    suppress_nag(
        pool, "COG2", "The pool's operator may require a second factor of the invited users."
    )
    suppress_nag(pool, "COG8", "The plus plan costs per user; users cannot sign up by themselves.")
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
    return UserPoolClients(pool.user_pool_id, [client.user_pool_client_id])
