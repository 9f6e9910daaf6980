"""boto3 clients of the emulator, which ignore the AWS configuration of this machine."""

import os
from typing import Any

import boto3
import botocore.session
from botocore.config import Config

from infra.local.account import ACCESS_KEY, REGION

_NO_CONFIGURATION: dict[str, Any] = {
    "profile": (None, [], None, None),
    "config_file": (None, [], os.devnull, None),
    "credentials_file": (None, [], os.devnull, None),
    "ca_bundle": (None, [], None, None),
}
"""Session variables without their sources in the environment and in configuration files."""


class AwsClients:
    """Creates boto3 clients of one emulator."""

    def __init__(self, endpoint_url: str, secret_key: str) -> None:
        self.endpoint = endpoint_url.rstrip("/")
        session = botocore.session.Session(session_vars=_NO_CONFIGURATION)
        self._session = boto3.Session(
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=secret_key,
            region_name=REGION,
            botocore_session=session,
        )

    @property
    def session(self) -> boto3.Session:
        return self._session

    def client(self, service: str, read_timeout_s: float = 60) -> Any:
        config = Config(
            connect_timeout=2,
            read_timeout=read_timeout_s,
            retries={"total_max_attempts": 1},
            proxies={},
            inject_host_prefix=False,
            s3={"addressing_style": "path"},
            signature_version="s3v4" if service == "s3" else None,
        )
        return self._session.client(service, endpoint_url=self.endpoint, config=config)  # type: ignore[call-overload]
