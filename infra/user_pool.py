"""The user pool: none (guests may speak), an existing one, or one that the stack creates."""

from aws_cdk import Aws, CfnOutput, Duration, Fn, RemovalPolicy
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from infra.http_api import UserPoolClients
from infra.nag_suppressions import suppress_nag
from infra.options import NEW_POOL, Options
from infra.web_app import SignIn


def users_from_options(scope: Construct, options: Options) -> UserPoolClients | None:
    if options.user_pool == NEW_POOL:
        return _new_pool(scope, options)
    if not options.user_pool:
        return None
    clients = options.user_pool_clients
    domain = options.user_pool_domain
    sign_in = _sign_in(options.user_pool, clients[0], domain) if domain else None
    return UserPoolClients(options.user_pool, clients, sign_in)


def let_return_to(users: UserPoolClients, page: str) -> None:
    """Lets the provider send users back to the page of the web app, after signing in or out."""
    if users.app_client:
        client = users.app_client.node.default_child
        assert isinstance(client, cognito.CfnUserPoolClient)  # noqa: S101
        client.callback_ur_ls = client.logout_ur_ls = [page]


def _sign_in(pool_id: str, client_id: str, domain: str) -> SignIn:
    provider = f"https://cognito-idp.{Aws.REGION}.{Aws.URL_SUFFIX}"
    return SignIn(f"{provider}/{pool_id}", client_id, [provider, domain])


def _new_pool(scope: Construct, options: Options) -> UserPoolClients:
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
        deletion_protection=options.protected,
        removal_policy=RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
        if options.retains_data
        else RemovalPolicy.DESTROY,
    )  # fmt: skip
    suppress_nag(
        pool, "COG2", "The pool's operator may require a second factor of the invited users."
    )
    suppress_nag(pool, "COG8", "The plus plan costs per user; users cannot sign up by themselves.")
    # The prefix must be unique in the region.
    prefix = f"dragoman-{Fn.select(2, Fn.split('/', Aws.STACK_ID))}"
    domain = pool.add_domain(
        "SignIn", cognito_domain=cognito.CognitoDomainOptions(domain_prefix=prefix)
    )
    client = pool.add_client(
        "App",
        auth_flows=cognito.AuthFlow(user_srp=True),
        o_auth=cognito.OAuthSettings(
            flows=cognito.OAuthFlows(authorization_code_grant=True),
            scopes=[cognito.OAuthScope.OPENID],
        ),
        disable_o_auth=not options.site,
        enable_token_revocation=True,
        prevent_user_existence_errors=True,
        access_token_validity=Duration.hours(1),
        id_token_validity=Duration.hours(1),
        refresh_token_validity=Duration.days(1),
    )
    for name, value in (
        ("UserPoolId", pool.user_pool_id),
        ("UserPoolClientId", client.user_pool_client_id),
    ):
        CfnOutput(scope, name, value=value)
    client_id = client.user_pool_client_id
    sign_in = _sign_in(pool.user_pool_id, client_id, domain.base_url())
    return UserPoolClients(pool.user_pool_id, [client_id], sign_in, client)
