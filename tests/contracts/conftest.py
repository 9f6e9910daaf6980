"""The places in which adapters are tried."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import boto3
import pytest

from infra.local import ports
from infra.local.emulator import Emulator
from infra.local.paths import LOGS
from tests.conftest import lay_storage
from tests.contracts.stub_aws import StubAws


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    """Simulated AWS with only our tables and our bucket."""
    with Emulator(ports.any_free(), logs=LOGS / "tests-contracts") as started:
        lay_storage(started.client)
        yield started


@pytest.fixture
def emulated(aws_account: pytest.MonkeyPatch, emulator: Emulator) -> None:
    """Adapters that are built now speak with the emulator."""
    aws_account.setenv("AWS_ENDPOINT_URL", emulator.endpoint)
    aws_account.setattr(boto3, "DEFAULT_SESSION", emulator.clients.session)


@pytest.fixture
def stub_aws(aws_account: pytest.MonkeyPatch) -> Iterator[StubAws]:
    """Adapters that are built now speak with it."""
    with StubAws.serving() as aws:
        aws_account.setenv("AWS_ENDPOINT_URL", aws.url)
        yield aws


@pytest.fixture
def deaf_address() -> Iterator[str]:
    """Something listens there and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture
def dead_address() -> str:
    """Nothing listens there."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    return f"http://127.0.0.1:{port}"
