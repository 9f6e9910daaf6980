"""Every response of the API matches its description."""

from typing import Any

import pytest
import schemathesis
from hypothesis import given, settings
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from tests.unit.http.conftest import ANN, Service

api = schemathesis.openapi.from_asgi("/v1/openapi.json", Service().app)
OPERATIONS = [found.ok() for found in api.get_all_operations() if isinstance(found, Ok)]

NOT_TOLD = [
    # A schema cannot say which bytes are a recording, and which languages there are,
    positive_data_acceptance,
    # nor that an unknown secret belongs to a new guest.
    ignored_auth,
]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_every_response_matches_the_description(
    operation: APIOperation[Any, Any, Any, Any],
) -> None:
    @settings(max_examples=25)
    @given(case=operation.as_strategy())
    def matches(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(headers={"Authorization": f"Bearer {ANN}"}, excluded_checks=NOT_TOLD)

    matches()


def test_every_operation_is_tried() -> None:
    assert len(OPERATIONS) == len(list(api.get_all_operations())) == 14
