"""Deploys the probe function and its APIs to a bare emulator."""

import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from infra.local.emulator import Emulator

ROLE = "arn:aws:iam::000000000000:role/probe"
ROUTES = ("$connect", "$disconnect", "$default", "known")
BOOTSTRAP = f'#!/bin/sh\nexec "{sys.executable}" -m awslambdaric "$_HANDLER"\n'


class Probe:
    def __init__(self, emulator: Emulator, raising: str | None = None) -> None:
        """Deploys a probe function. With `raising`, its import raises an error with this
        message."""
        self._emulator = emulator
        self._functions = emulator.client("lambda")
        self._machines = emulator.client("stepfunctions")
        self._package = _package(raising)
        self.function = self.create_function("probe")
        self.url = self._create_api()

    def create_function(self, name: str) -> str:
        """Creates it and returns its ARN."""
        created = self._functions.create_function(
            FunctionName=name,
            Runtime="provided.al2023",
            Role=ROLE,
            Handler="probe_function.handler",
            Code={"ZipFile": self._package},
            Timeout=30,
        )
        return str(created["FunctionArn"])

    def throttle(self, function: str) -> None:
        """Sets its concurrency limit to 0."""
        self._functions.put_function_concurrency(
            FunctionName=function, ReservedConcurrentExecutions=0
        )

    def open(self, **options: Any) -> ClientConnection:
        opened: ClientConnection = connect(self.url, proxy=None, **options)
        return opened

    def invoke(self, **event: Any) -> dict[str, Any]:
        answer = self._functions.invoke(FunctionName="probe", Payload=json.dumps(event))
        return dict(json.load(answer["Payload"]))

    def create_machine(self, name: str, definition: dict[str, Any]) -> str:
        """Creates it and returns its ARN."""
        created = self._machines.create_state_machine(
            name=name, type="EXPRESS", roleArn=ROLE, definition=json.dumps(definition)
        )
        return str(created["stateMachineArn"])

    def execute(self, name: str, *states: dict[str, Any], given: Any = None) -> dict[str, Any]:
        """Executes the states in sequence."""
        names = [f"S{index}" for index in range(len(states))]
        chained = {
            own: {**state, **({"Next": following} if following else {"End": True})}
            for own, state, following in zip(names, states, [*names[1:], None], strict=True)
        }
        machine = self.create_machine(
            name, {"QueryLanguage": "JSONata", "StartAt": names[0], "States": chained}
        )
        return dict(
            self._machines.start_sync_execution(
                stateMachineArn=machine, input=json.dumps(given or {})
            )
        )

    def task(self, payload: Any, function: str | None = None, **fields: Any) -> dict[str, Any]:
        """A state that invokes the probe, or another function."""
        return {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Arguments": {"FunctionName": function or self.function, "Payload": payload},
            **fields,
        }

    def _create_api(self) -> str:
        gateway = self._emulator.client("apigatewayv2")
        api = gateway.create_api(
            Name="probe", ProtocolType="WEBSOCKET", RouteSelectionExpression="$request.body.action"
        )["ApiId"]
        integration = gateway.create_integration(
            ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=self.function
        )["IntegrationId"]
        for key in ROUTES:
            gateway.create_route(ApiId=api, RouteKey=key, Target=f"integrations/{integration}")
        gateway.create_stage(ApiId=api, StageName="live")
        return f"ws://127.0.0.1:{self._emulator.port}/_aws/execute-api/{api}/live"


def _package(raising: str | None) -> bytes:
    code = Path(__file__).with_name("probe_function.py").read_text()
    if raising:
        code += f"\nraise RuntimeError({raising!r})\n"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        bootstrap = zipfile.ZipInfo("bootstrap")
        bootstrap.external_attr = 0o755 << 16
        archive.writestr(bootstrap, BOOTSTRAP)
        archive.writestr("probe_function.py", code)
    return packed.getvalue()
