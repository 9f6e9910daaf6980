"""The HTTP API: routes, authorization, CORS, access logs, and the key of tickets."""

import json
from collections.abc import Callable

import pytest

from dragoman.http import create
from dragoman.settings import Settings
from dragoman.wiring import Wiring
from tests.infra.template import Json, Template

OPEN = {
    "GET /v1/health",
    "GET /v1/languages",
    "GET /v1/openapi.json",
    "GET /v1/asyncapi.json",
}
PERSONAL = {
    "POST /v1/tickets",
    "DELETE /v1/me",
    "POST /v1/uploads",
    "POST /v1/translations",
    "GET /v1/translations/{message_id}",
    "GET /v1/translations/{message_id}/events",
    "GET /v1/translations/{message_id}/export",
    "DELETE /v1/translations/{message_id}",
    "POST /v1/rooms",
    "GET /v1/rooms/{room_id}",
    "DELETE /v1/rooms/{room_id}",
}
ELSEWHERE = {"$default"}
"""The route of unknown paths, answered with a problem document."""
OTHERS = ("https://other.example", "https://third.example")
ORIGINS = [*OTHERS, "https://dragoman.example"]


@pytest.fixture(scope="module")
def strict(choose: Callable[..., Template]) -> Template:
    """A stack with a user pool, a domain, two other origins and limits."""
    return choose(
        site_domain="dragoman.example",
        site_certificate="arn:aws:acm:us-east-1:1:a/b",
        origins=OTHERS,
        user_pool="eu-west-1_abc",
        user_pool_clients="one,two",
        user_pool_domain="https://users.example",
        audio_s_per_day="60",
        tickets_per_minute="5",
        max_audio_s_per_day="9000",
    )


def guards(template: Template) -> dict[str, str]:
    """The authorization type of each route of both APIs."""
    routes = template.of("ApiGatewayV2::Route").values()
    return {route["RouteKey"]: route["AuthorizationType"] for route in routes}


def test_connect_has_an_authorizer_that_reads_the_ticket(template: Template) -> None:
    guarded = guards(template)
    assert guarded.pop("$connect") == "CUSTOM"
    assert set(guarded.values()) == {"NONE"}
    guard = template.only("ApiGatewayV2::Authorizer")
    assert guard["AuthorizerType"] == "REQUEST"
    assert guard["IdentitySource"] == ["route.request.querystring.ticket"]
    assert "<function authorize>/invocations" in template.plain(guard["AuthorizerUri"])
    # Only HTTP APIs can keep what an authorizer said; a ticket used twice must be asked about.
    assert "AuthorizerResultTtlInSeconds" not in guard


def test_the_http_api_has_the_expected_routes_only(template: Template) -> None:
    routes = template.of_api("HTTP", "Route").values()
    assert {route["RouteKey"] for route in routes} == OPEN | PERSONAL | ELSEWHERE


def test_all_http_routes_lead_to_one_function(template: Template) -> None:
    (integration,) = template.of_api("HTTP", "Integration").values()
    assert template.plain(integration["IntegrationUri"]) == "<function http>"
    assert integration["PayloadFormatVersion"] == "2.0"


def test_with_a_user_pool_personal_routes_need_a_token(strict: Template) -> None:
    guarded = guards(strict)
    assert {key for key, kind in guarded.items() if kind == "JWT"} == PERSONAL
    (guard,) = strict.of_api("HTTP", "Authorizer").values()
    assert guard["JwtConfiguration"]["Audience"] == ["one", "two"]
    assert "eu-west-1_abc" in str(guard["JwtConfiguration"]["Issuer"])
    assert strict.environment("http")["DRAGOMAN_GUESTS"] == "False"


def test_with_a_user_pool_the_app_knows_where_to_sign_in(strict: Template) -> None:
    named = strict.deployments[""]
    asset = str(named["SourceObjectKeys"][-1]).removesuffix(".zip")
    text = (strict.folder / f"asset.{asset}" / "config.json").read_text()
    for marker, value in named["SourceMarkers"][-1].items():
        text = text.replace(marker, strict.plain(value))
    issuer = "https://cognito-idp.<Region>.<URLSuffix>/eu-west-1_abc"
    assert json.loads(text)["sign_in"] == {"issuer": issuer, "client_id": "one"}
    policy = str(strict.only("CloudFront::ResponseHeadersPolicy"))
    assert "https://users.example" in policy


def test_with_a_user_pool_the_sweeper_may_disconnect_its_users(strict: Template) -> None:
    sweep = strict.functions["sweep"]
    assert strict.environment("sweep")["DRAGOMAN_USER_POOL_ID"] == "eu-west-1_abc"
    allowed = strict.allowed(sweep["Role"])
    listing = [name for name, actions in allowed.items() if "cognito-idp:ListUsers" in actions]
    assert [name.endswith(":userpool/eu-west-1_abc") for name in listing] == [True]
    assert any(name.endswith("/live/DELETE/@connections/*") for name in allowed)


def test_without_a_user_pool_the_sweeper_may_not_close_connections(template: Template) -> None:
    assert "DRAGOMAN_USER_POOL_ID" not in template.environment("sweep")
    allowed = template.allowed(template.functions["sweep"]["Role"])
    assert not any("/DELETE/" in name or "userpool" in name for name in allowed)


def test_cors_allows_the_chosen_origins(strict: Template) -> None:
    _, api = strict.api("HTTP")
    cors = api["CorsConfiguration"]
    assert cors["AllowOrigins"] == ORIGINS
    assert set(cors["AllowMethods"]) == {"GET", "POST", "DELETE"}
    assert set(cors["AllowHeaders"]) == {"authorization", "content-type", "prefer"}
    assert set(cors["ExposeHeaders"]) == {"location", "retry-after"}
    assert "AllowCredentials" not in cors
    assert strict.environment("authorize")["DRAGOMAN_ALLOWED_ORIGINS"] == ",".join(ORIGINS)


def test_limits_are_settings_of_the_functions_that_enforce_them(strict: Template) -> None:
    assert strict.environment("accept")["DRAGOMAN_AUDIO_S_PER_DAY"] == "60"
    assert strict.environment("http")["DRAGOMAN_TICKETS_PER_MINUTE"] == "5"
    for function in ("accept", "http"):
        assert strict.environment(function)["DRAGOMAN_MAX_AUDIO_S_PER_DAY"] == "9000"
    assert strict.environment("http")["DRAGOMAN_AUDIO_S_PER_DAY"] == "60"


def test_routes_match_the_paths_of_the_application(template: Template) -> None:
    described = create(Wiring()).openapi()["paths"]
    offered = {f"{method.upper()} {path}" for path, of in described.items() for method in of}
    assert offered | {"GET /v1/openapi.json"} == OPEN | PERSONAL


def test_a_request_is_held_shorter_than_the_gateway_timeout(template: Template) -> None:
    assert Settings().hold_s < template.functions["http"]["Timeout"] <= 29


# --- What is written down -----------------------------------------------------------------------


def test_access_logs_hold_no_ticket_or_token(template: Template) -> None:
    """The URL of a socket contains its ticket, a header may contain a token."""
    stages = template.of("ApiGatewayV2::Stage").values()
    formats = [
        stage["AccessLogSettings"]["Format"] for stage in stages if "AccessLogSettings" in stage
    ]
    assert len(formats) == 1
    for logged in formats:
        fields = set(json.loads(logged).values())
        assert fields <= {
            "$context.requestId",
            "$context.requestTime",
            "$context.routeKey",
            "$context.status",
            "$context.responseLatency",
            "$context.error.message",
        }


def test_neither_api_logs_request_data(template: Template) -> None:
    for stage in template.of("ApiGatewayV2::Stage").values():
        settings = stage.get("DefaultRouteSettings", {})
        assert not settings.get("DataTraceEnabled")
        assert settings.get("LoggingLevel", "OFF") == "OFF"


# --- The key ------------------------------------------------------------------------------------


def test_the_ticket_key_is_generated_at_deployment(template: Template) -> None:
    secret = template.only("SecretsManager::Secret")
    assert "SecretString" not in secret
    assert secret["GenerateSecretString"]["PasswordLength"] >= 32
    assert template.policy_of_removal("SecretsManager::Secret") == {"Delete"}


def test_no_function_has_the_ticket_key_in_its_environment(template: Template) -> None:
    told = {name: template.environment(name) for name in template.functions}
    for name, environment in told.items():
        assert "resolve:secretsmanager" not in str(environment)
        if environment.get("DRAGOMAN_TICKET_KEY_SECRET"):
            assert environment["DRAGOMAN_TICKET_KEY_SECRET"] == "<secret>"
            assert name in {"authorize", "http"}


def test_the_http_url_is_an_output(aws: Template, emulator: Template) -> None:
    assert aws.outputs["HttpUrl"].startswith("https://<api>.execute-api.")
    emulated = emulator.outputs["HttpUrl"]
    assert emulated == "http://localhost:4566/_aws/execute-api/d4a90a12/$default"


def test_the_emulated_http_api_has_a_fixed_id(emulator: Template) -> None:
    tags: Json = emulator.api("HTTP")[1]["Tags"]
    assert tags["ms-custom-id"] == "d4a90a12"
