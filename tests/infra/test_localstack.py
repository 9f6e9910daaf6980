"""The stack for LocalStack differs from that for AWS only in its addresses."""

from collections.abc import Callable

import pytest

from infra.target import LOCAL_ENDPOINT
from tests.infra.template import Template


@pytest.fixture(scope="module")
def localstack(synthesized: Callable[[str], Template]) -> Template:
    return synthesized("localstack")


def test_functions_are_packaged_as_for_aws(localstack: Template, aws: Template) -> None:
    for name, function in aws.functions.items():
        there = localstack.functions[name]
        for how in ("PackageType", "Runtime", "Architectures", "Handler", "MemorySize"):
            assert there.get(how) == function.get(how), name


def test_functions_post_to_a_path_of_the_endpoint(localstack: Template) -> None:
    url = localstack.environment("accept")["DRAGOMAN_CALLBACK_URL"]
    assert url == f"{LOCAL_ENDPOINT}/_aws/execute-api/<api>/live"


def test_outputs_are_the_addresses_of_localstack(localstack: Template) -> None:
    assert localstack.outputs["WebSocketUrl"] == "<api>/live"
    assert localstack.outputs["HttpUrl"] == "<api>"
    assert localstack.outputs["Languages"] == "en,pt"


def test_http_is_allowed_and_the_stack_serves_no_page(localstack: Template) -> None:
    assert not localstack.of("CloudFront::Distribution")
    assert "SiteUrl" not in localstack.outputs
    statements = localstack.statements(localstack.bucket(audio=True)[0])
    assert {statement["Effect"] for statement in statements} == {"Allow"}


def test_permissions_are_those_on_aws(localstack: Template, aws: Template) -> None:
    for name, function in aws.functions.items():
        there = localstack.allowed(localstack.functions[name]["Role"])
        here = aws.allowed(function["Role"])
        assert sorted(map(sorted, there.values())) == sorted(map(sorted, here.values())), name
