"""Users over a Cognito user pool."""

from __future__ import annotations

import time
from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from dragoman.aws.cognito import CognitoUsers
from dragoman.errors import UserPoolUnavailable

LONG_AGO_S = 0.0


@pytest.fixture
def pool(aws_account: pytest.MonkeyPatch) -> Iterator[str]:
    with mock_aws(config={"core": {"reset_boto3_session": False}}):
        created = boto3.client("cognito-idp").create_user_pool(PoolName="users")
        yield created["UserPool"]["Id"]


def _add(pool: str, name: str, *, enabled: bool) -> str:
    """Adds a user, and returns the subject."""
    cognito = boto3.client("cognito-idp")
    user = cognito.admin_create_user(UserPoolId=pool, Username=name)["User"]
    if not enabled:
        cognito.admin_disable_user(UserPoolId=pool, Username=name)
    return next(a["Value"] for a in user["Attributes"] if a["Name"] == "sub")


def test_disabled_users_are_listed_by_subject(pool: str) -> None:
    _add(pool, "ann", enabled=True)
    eve = _add(pool, "eve", enabled=False)
    assert CognitoUsers(pool, timeout_s=5).disabled(LONG_AGO_S) == [eve]


def test_all_pages_are_listed(pool: str) -> None:
    disabled = {_add(pool, f"user-{number}", enabled=False) for number in range(65)}
    assert set(CognitoUsers(pool, timeout_s=5).disabled(LONG_AGO_S)) == disabled


def test_users_changed_before_are_not_listed(pool: str) -> None:
    _add(pool, "eve", enabled=False)
    assert CognitoUsers(pool, timeout_s=5).disabled(time.time() + 60) == []


def test_an_unknown_pool_is_unavailable(pool: str) -> None:
    with pytest.raises(UserPoolUnavailable):
        CognitoUsers("us-east-1_unknown", timeout_s=5).disabled(LONG_AGO_S)
