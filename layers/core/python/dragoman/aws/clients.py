"""AWS clients with timeouts, and the translation of their errors."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from dragoman.errors import Throttled, Unavailable

_THROTTLES = {
    "LimitExceededException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "SlowDown",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
}


@cache
def client(
    service: str, timeout_s: float, endpoint_url: str | None = None, attempts: int = 3
) -> Any:
    """The client of a service, one per process: connections stay open between invocations."""
    config = Config(
        connect_timeout=min(2.0, timeout_s),
        read_timeout=timeout_s,
        retries={"mode": "standard", "total_max_attempts": attempts},
        signature_version="s3v4" if service == "s3" else None,
        s3={"addressing_style": "path" if "AWS_ENDPOINT_URL" in os.environ else "virtual"},
        tcp_keepalive=True,
    )
    return boto3.client(service, config=config, endpoint_url=endpoint_url)  # type: ignore[call-overload]


def code(error: ClientError) -> str:
    """The error code of the AWS response."""
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def translated(otherwise: type[Unavailable]) -> Iterator[None]:
    """Translates errors of AWS clients to Throttled or `otherwise`, by code, never by text."""
    try:
        yield
    except ClientError as error:
        raise (Throttled if code(error) in _THROTTLES else otherwise) from error
    except BotoCoreError as error:
        raise otherwise from error
