"""Every response of the API matches its description."""

from typing import Any

import schemathesis
from hypothesis import settings
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from tests.unit.http.conftest import ANN, Service

api = schemathesis.openapi.from_asgi("/v1/openapi.json", Service().app)

NOT_TOLD = [
    # A schema cannot say which bytes are a recording, and which languages there are,
    positive_data_acceptance,
    # nor that an unknown secret belongs to a new guest.
    ignored_auth,
]


@api.parametrize()
@settings(max_examples=25)
def test_every_response_matches_the_description(case: schemathesis.Case[Any]) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {ANN}"}, excluded_checks=NOT_TOLD)
