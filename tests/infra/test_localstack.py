"""For LocalStack the stack is AWS's, but for where things are."""

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


def test_functions_post_by_the_path_at_the_endpoint(localstack: Template) -> None:
    url = localstack.environment("accept")["DRAGOMAN_CALLBACK_URL"]
    assert url == f"{LOCAL_ENDPOINT}/_aws/execute-api/<api>/live"


def test_clients_are_told_what_localstack_says(localstack: Template) -> None:
    assert localstack.outputs["WebSocketUrl"] == "<api>/live"
    assert localstack.outputs["HttpUrl"] == "<api>"
    assert localstack.outputs["Languages"] == "en,pt"


def test_nothing_insists_on_https_and_the_launcher_serves_the_page(localstack: Template) -> None:
    assert not localstack.of("CloudFront::Distribution")
    assert "SiteUrl" not in localstack.outputs
    statements = localstack.statements(localstack.bucket(audio=True)[0])
    assert {statement["Effect"] for statement in statements} == {"Allow"}


def test_functions_may_do_what_they_may_on_aws(localstack: Template, aws: Template) -> None:
    for name, function in aws.functions.items():
        there = localstack.allowed(localstack.functions[name]["Role"])
        here = aws.allowed(function["Role"])
        assert sorted(map(sorted, there.values())) == sorted(map(sorted, here.values())), name
