"""Users over a Cognito user pool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.aws.clients import client, translated
from dragoman.errors import UserPoolUnavailable

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


class CognitoUsers:
    def __init__(self, pool_id: str, timeout_s: float) -> None:
        self._pool_id = pool_id
        self._client: CognitoIdentityProviderClient = client("cognito-idp", timeout_s)

    def disabled(self, changed_after_s: float) -> list[str]:
        pages = self._client.get_paginator("list_users").paginate(
            UserPoolId=self._pool_id, AttributesToGet=["sub"], Filter='status = "Disabled"'
        )
        with translated(UserPoolUnavailable):
            return [
                attribute["Value"]
                for page in pages
                for user in page["Users"]
                if user["UserLastModifiedDate"].timestamp() > changed_after_s
                for attribute in user["Attributes"]
                if attribute["Name"] == "sub"
            ]
