"""Checks of the account before a deployment."""

import pytest

from infra.preflight import concurrency_warning, is_created


@pytest.mark.parametrize(
    ("status", "created"),
    [
        ("REVIEW_IN_PROGRESS", False),
        ("CREATE_IN_PROGRESS", False),
        ("CREATE_FAILED", False),
        ("ROLLBACK_IN_PROGRESS", False),
        ("ROLLBACK_COMPLETE", False),
        ("ROLLBACK_FAILED", False),
        ("DELETE_COMPLETE", False),
        ("DELETE_FAILED", False),
        ("CREATE_COMPLETE", True),
        ("UPDATE_COMPLETE", True),
        ("UPDATE_ROLLBACK_COMPLETE", True),
        ("UPDATE_ROLLBACK_FAILED", True),
    ],
)
def test_a_stack_is_protected_only_after_its_creation_succeeded(status: str, created: bool) -> None:
    assert is_created({"StackStatus": status}) is created


def test_a_stack_that_does_not_exist_is_not_protected() -> None:
    assert not is_created(None)


def test_an_account_with_a_low_quota_gets_a_warning() -> None:
    assert "-c max_concurrent_segments=3" in concurrency_warning(10)
    assert "-c max_concurrent_segments=1" in concurrency_warning(2)
    assert concurrency_warning(1000) == ""
