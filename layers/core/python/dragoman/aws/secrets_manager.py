"""A secret of Secrets Manager, fetched once per process."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from dragoman.aws.clients import client, translated
from dragoman.errors import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


class Secret:
    def __init__(self, secret_id: str, timeout_s: float) -> None:
        self._secret_id = secret_id
        self._client: SecretsManagerClient = client("secretsmanager", timeout_s)

    def __call__(self) -> str:
        """Raises Throttled, Unavailable."""
        return self._value

    @cached_property
    def _value(self) -> str:
        with translated(Unavailable):
            found = self._client.get_secret_value(SecretId=self._secret_id)
        return str(found["SecretString"])
