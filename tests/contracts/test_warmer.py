"""The contract of Warmer, for the fake and for Lambda."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dragoman.aws.lambda_functions import AWAKE_S, HOLD_S, RETRY_AFTER_S, LambdaWarmer
from dragoman.ports import Warmer
from tests.contracts.stub_aws import StubAws
from tests.fakes import FakeWarmer

Woken = Callable[[], list[set[str]]]


@pytest.fixture(params=["fake", "stub_aws"])
def place(request: pytest.FixtureRequest) -> tuple[Warmer, Woken]:
    if request.param == "fake":
        fake = FakeWarmer()
        return fake, lambda: fake.woken
    aws: StubAws = request.getfixturevalue("stub_aws")
    warmer = LambdaWarmer(["transcribe"], lambda: 0.0, timeout_s=5)
    return warmer, lambda: [set(payload["warm"]) for _, payload in aws.invocations]


def test_the_given_languages_are_warmed(place: tuple[Warmer, Woken]) -> None:
    warmer, woken = place
    warmer.warm(["pt", "en"])
    assert woken() == [{"en", "pt"}]


def test_every_function_with_models_is_woken(stub_aws: StubAws) -> None:
    LambdaWarmer(["transcribe", "translate"], lambda: 0.0, timeout_s=5).warm(["en"])
    assert [name for name, _ in stub_aws.invocations] == ["transcribe", "translate"]


def test_a_function_named_twice_is_woken_in_two_environments(stub_aws: StubAws) -> None:
    LambdaWarmer(["translate", "synthesize", "synthesize"], lambda: 0.0, timeout_s=5).warm(["en"])
    alone, *pair = stub_aws.invocations
    assert alone == ("translate", {"warm": ["en"]})
    assert pair == [("synthesize", {"warm": ["en"], "hold_s": HOLD_S})] * 2


def test_awake_functions_are_not_woken_again(stub_aws: StubAws) -> None:
    warmer = LambdaWarmer(["transcribe"], lambda: 0.0, timeout_s=5)
    warmer.warm(["en", "pt"])
    warmer.warm(["pt", "en"])
    assert len(stub_aws.invocations) == 1


def test_functions_are_woken_again_later(stub_aws: StubAws) -> None:
    times = iter([0.0, AWAKE_S + 1])
    warmer = LambdaWarmer(["transcribe"], lambda: next(times), timeout_s=5)
    warmer.warm(["en"])
    warmer.warm(["en"])
    assert len(stub_aws.invocations) == 2


def test_an_error_is_ignored(stub_aws: StubAws) -> None:
    stub_aws.trouble = (500, "ServiceException")
    LambdaWarmer(["transcribe"], lambda: 0.0, timeout_s=5).warm(["en"])


def test_a_failed_wake_is_repeated_after_a_delay(
    stub_aws: StubAws,
) -> None:
    times = iter([0.0, RETRY_AFTER_S - 1, RETRY_AFTER_S + 1])
    warmer = LambdaWarmer(["transcribe"], lambda: next(times), timeout_s=5)
    stub_aws.trouble = (400, "TooManyRequestsException")
    warmer.warm(["en"])
    stub_aws.trouble = None
    warmer.warm(["en"])
    assert stub_aws.invocations == []
    warmer.warm(["en"])
    assert len(stub_aws.invocations) == 1


def test_a_timeout_is_ignored(aws_account: pytest.MonkeyPatch, deaf_address: str) -> None:
    aws_account.setenv("AWS_ENDPOINT_URL", deaf_address)
    LambdaWarmer(["transcribe"], lambda: 0.0, timeout_s=0.05).warm(["en"])
