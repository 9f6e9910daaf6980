"""A real utterance through transcribe, translate and synthesize as their images run on Lambda: with Python 3.13,
the pinned packages and Lambda's restrictions.

QEMU is some fifty times slower than a processor, so arm64 is no part of `make test`: run `make arm64`.
"""

import os
import platform
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import boto3
import pytest

from dragoman.audio.codec import PyAVCodec
from dragoman.aws.clients import client
from dragoman.aws.messages_table import DynamoDBMessages
from dragoman.ports import NO_CONNECTION, Connection
from dragoman.protocol import Job, ProcessingStarted
from dragoman.stages.progress import Progress
from dragoman.stages.stage_ports import EventPorts
from infra.local import ports
from infra.local.emulator import Emulator
from infra.local.paths import LOGS
from tests.conftest import BUCKET, MESSAGES, ROOMS, lay_storage
from tests.fakes import FakeNotifier, FakeRooms
from tests.images import lambda_environment
from tests.images.lambda_environment import RuntimeApi
from tests.images.root_filesystem import (
    ARM64,
    QEMU,
    X86_64,
    Architecture,
    DebianUnreachable,
    root_filesystem,
)
from tests.words import word_error, words

pytestmark = [pytest.mark.models, pytest.mark.emulator, pytest.mark.timeout(3600)]

SPEECH = Path(__file__).parents[1] / "speech"
UTTERANCE = "fleurs-en-004"
SETTINGS = {
    "DRAGOMAN_LANGUAGES": "en,pt",
    "DRAGOMAN_THREADS": "2",
    "DRAGOMAN_MESSAGES_TABLE": MESSAGES,
    "DRAGOMAN_ROOMS_TABLE": ROOMS,
    "DRAGOMAN_AUDIO_BUCKET": BUCKET,
    "DRAGOMAN_AWS_TIMEOUT_S": "60",
    "OPENBLAS_NUM_THREADS": "1",
    "ORT_DISABLE_TELEMETRY": "1",
}
OWNER = "guest:images"
Run = Callable[..., AbstractContextManager[RuntimeApi]]


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    """AWS for the functions: tables and a bucket."""
    with Emulator(ports.any_free(), logs=LOGS / "tests-images") as started:
        lay_storage(started.client)
        yield started


@pytest.fixture
def run(emulator: Emulator) -> Run:
    """Starts a function with model packs."""

    def run(
        architecture: Architecture, function: str, *packs: str
    ) -> AbstractContextManager[RuntimeApi]:
        callback = f"{emulator.endpoint}/_aws/execute-api/none/live"
        variables = SETTINGS | emulator.credentials | {"DRAGOMAN_CALLBACK_URL": callback}
        if architecture is ARM64:
            variables["RUY_PATHS"] = "30"
        try:
            root = root_filesystem(architecture, function, packs)
        except DebianUnreachable as error:
            pytest.skip(str(error))
        return lambda_environment.running(root, variables, emulated=architecture.emulated)

    return run


@pytest.fixture
def job(emulator: Emulator, aws_account: pytest.MonkeyPatch) -> dict[str, Any]:
    """An accepted segment, whose recording is stored."""
    aws_account.setenv("AWS_ENDPOINT_URL", emulator.endpoint)
    aws_account.setattr(boto3, "DEFAULT_SESSION", emulator.clients.session)
    client.cache_clear()
    audio = (SPEECH / f"{UTTERANCE}.ogg").read_bytes()
    message_id = str(uuid.uuid4())
    key = f"messages/{message_id}/0/recording"
    emulator.client("s3").put_object(Bucket=BUCKET, Key=key, Body=audio)
    accepted = Job(
        message_id=uuid.UUID(message_id), segment=0, last=True, mode="streaming",
        source_lang="en", target_lang="pt", audio_key=key, voice_format="audio/ogg",
        received_at_ms=round(time.time() * 1000), owner=OWNER,
    )  # fmt: skip
    messages = DynamoDBMessages(MESSAGES, retention_s=3600, clock=time.time, timeout_s=10)
    messages.claim(message_id, 0, Connection(NO_CONNECTION, OWNER), last=True)
    with Progress(
        accepted, EventPorts(messages, FakeNotifier(), time.time, FakeRooms())
    ) as progress:
        progress.emit(ProcessingStarted(**progress.position(), mode="streaming"))
    return accepted.model_dump(mode="json")


def _may_mount() -> bool:
    return (
        subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode
        == 0
    )


@pytest.mark.parametrize(
    ("architecture", "voices"),
    [
        pytest.param(
            X86_64,
            ["piper-en_US-joe-medium", "kokoro-82m", "espeak-ng"],
            id="x86_64",
            marks=pytest.mark.skipif(
                platform.machine() != "x86_64" or not _may_mount(),
                reason="needs an x86-64 processor and root",
            ),
        ),
        pytest.param(
            ARM64,
            ["piper-en_US-joe-medium", "espeak-ng"],
            id="arm64",
            marks=pytest.mark.skipif("DRAGOMAN_ARM64" not in os.environ, reason="run `make arm64`"),
        ),
    ],
)
def test_an_utterance_is_interpreted_by_the_images(
    architecture: Architecture,
    voices: list[str],
    run: Run,
    emulator: Emulator,
    job: dict[str, Any],
) -> None:
    assert not architecture.emulated or QEMU.exists(), "apt-get install qemu-user-static"
    with run(architecture, "transcribe", "whisper-base") as function:
        transcript = function.invoke({"job": job})
    assert transcript["speech"]
    assert word_error((SPEECH / f"{UTTERANCE}.txt").read_text(), transcript["text"]) < 0.3

    with run(architecture, "translate", "bergamot-en-pt", "bergamot-pt-en") as function:
        translation = function.invoke({"job": job, "transcript": transcript})
    assert {"pessoas", "dinossauros"} <= set(words(translation["text"]))

    spoken = {
        "original": (transcript["text"], "en"),
        "translated": (translation["text"], "pt"),
    }
    with run(architecture, "synthesize", *voices) as function:
        for track, (text, language) in spoken.items():
            task = {"job": job, "track": track, "text": text, "language": language}
            voice = function.invoke(task)
            stored = emulator.client("s3").get_object(Bucket=BUCKET, Key=voice["key"])
            assert PyAVCodec(60).decode(stored["Body"].read()).duration_s > 2
