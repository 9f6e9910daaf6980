"""Every function as deployed: its handler file, its environment, and fakes of AWS."""

from __future__ import annotations

import importlib.util
import json
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import pytest

from dragoman.models.catalogue import BUILT_IN
from tests.conftest import CONNECTIONS, STORAGE_SETTINGS
from tests.contracts.stub_aws import StubAws
from tests.fakes import FakeAudioCodec, FakeSpeechToText, FakeSynthesizer, FakeTranslator
from tests.functions.events import CONNECTION, Context

FUNCTIONS = Path(__file__).parents[2] / "functions"
HANDLERS = {"captions": "transcribe/captions.py"}
"""Handlers in the image of another function."""
OF_A_PROCESS = ("dragoman.observability.middleware", "dragoman.http")
ENGINES = {
    "codec": FakeAudioCodec,
    "speech": FakeSpeechToText,
    "translator": FakeTranslator,
    "synthesizer": FakeSynthesizer,
}
OPEN_CONNECTION: dict[str, Any] = {
    "connection_id": {"S": CONNECTION},
    "owner": {"S": "whoever opened it before the test"},
    "accepts": {"L": []},
    "languages": {"L": []},
}


@dataclass
class Deployed:
    """Invokes functions, which stay loaded as in a warm environment."""

    aws: StubAws
    environment: pytest.MonkeyPatch
    engines: dict[str, Any] = field(
        default_factory=lambda: {name: kind() for name, kind in ENGINES.items()}
    )
    _loaded: dict[str, ModuleType] = field(default_factory=dict)

    def invoke(self, name: str, event: dict[str, Any]) -> Any:
        """The result of the function, after JSON both ways."""
        result = self.load(name).handler(json.loads(json.dumps(event)), Context(name))
        return json.loads(json.dumps(result))

    def load(self, name: str) -> ModuleType:
        if name not in self._loaded:
            # Its own logger and metrics, as in its own process.
            for known in [one for one in sys.modules if one.startswith(OF_A_PROCESS)]:
                self.environment.delitem(sys.modules, known)
            self.environment.setenv("POWERTOOLS_SERVICE_NAME", f"{name}-{uuid.uuid4()}")
            path = FUNCTIONS / HANDLERS.get(name, f"{name}/handler.py")
            spec = importlib.util.spec_from_file_location(name, path)
            assert spec
            assert spec.loader
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            for port, engine in self.engines.items():
                setattr(module.wiring, port, engine)
            self._loaded[name] = module
        return self._loaded[name]

    @property
    def received(self) -> list[dict[str, Any]]:
        """The messages that the only connection received."""
        return self.aws.posted.get(CONNECTION, [])


@pytest.fixture
def deployed(moto: None, aws_account: pytest.MonkeyPatch) -> Iterator[Deployed]:
    with StubAws.serving() as aws:
        for name, value in {
            **STORAGE_SETTINGS,
            "DRAGOMAN_CALLBACK_URL": f"{aws.url}/live",
            "DRAGOMAN_PACKS": ",".join(BUILT_IN),
            "DRAGOMAN_STATE_MACHINE_ARN": "arn:aws:states:us-east-1:0:stateMachine:Flow",
            "DRAGOMAN_CAPTIONS_FUNCTION": "captions",
            "DRAGOMAN_TRANSLATE_FUNCTION": "translate",
            "DRAGOMAN_MODEL_FUNCTIONS": "transcribe,translate,synthesize,synthesize",
            "AWS_ENDPOINT_URL_SFN": aws.url,
            "AWS_ENDPOINT_URL_LAMBDA": aws.url,
            "POWERTOOLS_METRICS_NAMESPACE": "Dragoman",
            "POWERTOOLS_LOG_LEVEL": "INFO",
        }.items():
            aws_account.setenv(name, value)
        boto3.client("dynamodb").put_item(TableName=CONNECTIONS, Item=OPEN_CONNECTION)
        yield Deployed(aws, aws_account)
