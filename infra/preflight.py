"""`python -m infra.preflight STAGE`: checks of the account before a deployment.

Prints whether the stack may be protected from deletion already, as a value of the option `protected`:
only a stack whose creation has succeeded, so that a failed first deployment can be repeated. Warns on
standard error if the account runs few functions at once.
"""

import sys
from collections.abc import Mapping
from typing import Any, Final

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from infra.options import PRODUCTION

FEW_EXECUTIONS: Final = 100
NEVER_CREATED: Final = ("REVIEW_IN_PROGRESS", "DELETE_COMPLETE")
NEVER_CREATED_PREFIXES: Final = ("CREATE_", "ROLLBACK_", "DELETE_")


def is_created(stack: Mapping[str, Any] | None) -> bool:
    """Whether the stack exists and its creation has succeeded once."""
    status = stack["StackStatus"] if stack else "DELETE_COMPLETE"
    if status == "CREATE_COMPLETE":
        return True
    return status not in NEVER_CREATED and not status.startswith(NEVER_CREATED_PREFIXES)


def concurrency_warning(concurrent_executions: int) -> str:
    """The recommended options for an account with a low quota of concurrent executions; empty for
    others."""
    if concurrent_executions >= FEW_EXECUTIONS:
        return ""
    segments = max(1, concurrent_executions // 3)
    return (
        f"This account runs {concurrent_executions} functions at once. Deploy with "
        f"-c max_concurrent_segments={segments}, so that more speakers are told `busy` instead of being "
        "throttled, and ask AWS for a higher quota of concurrent executions."
    )


def main(stage: str) -> None:
    try:
        protected = stage == PRODUCTION and is_created(_stack(f"Dragoman-{stage}"))
        settings = boto3.client("lambda").get_account_settings()["AccountLimit"]
        if warning := concurrency_warning(settings["ConcurrentExecutions"]):
            print(warning, file=sys.stderr)
    except (BotoCoreError, ClientError) as error:
        if stage == PRODUCTION:
            sys.exit(f"The account cannot be checked: {error}")
        protected = False  # without credentials the deployment itself fails with a clear message
    print(str(protected).lower())


def _stack(name: str) -> Mapping[str, Any] | None:
    try:
        return dict(boto3.client("cloudformation").describe_stacks(StackName=name)["Stacks"][0])
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError":  # there is no such stack
            return None
        raise


if __name__ == "__main__":
    main(sys.argv[1])
