"""The API keeps what it says of itself, whatever it is asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
import schemathesis
from hypothesis import settings
from schemathesis.checks import CheckFunction

from tests.unit.http.conftest import ANN, Service

# What a schema cannot say: which bytes are a recording, which languages there are.
NOT_TOLD: list[CheckFunction] = [schemathesis.checks.positive_data_acceptance]


@pytest.fixture
def described(service: Service) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_asgi("/v1/openapi.json", service.app)


api = schemathesis.pytest.from_fixture("described")


@api.parametrize()
@settings(max_examples=25, deadline=timedelta(seconds=5))
def test_whatever_is_asked_is_answered_as_described(case: schemathesis.Case) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {ANN}"}, excluded_checks=NOT_TOLD)
