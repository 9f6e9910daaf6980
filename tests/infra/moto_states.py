"""Runs a state machine's definition on moto's interpreter, with functions of a test's own.

It is the interpreter of LocalStack, and shares no code with MiniStack's or with `tests.infra.states`.
"""

import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import boto3
import pytest
from moto import mock_aws
from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl

from tests.infra.states import ExecutionFailed, Invoke, Json, TaskFailed

ARN = "arn:aws:lambda:us-east-1:123456789012:function:"
ROLE = "arn:aws:iam::123456789012:role/flow"
Run = Callable[[Json, Json, Invoke], Json]


@contextmanager
def interpreter(patched: pytest.MonkeyPatch) -> Iterator[Run]:
    """Gives `run(definition, data, invoke)`, which returns the output of the last state and raises
    ExecutionFailed. Retries do not wait."""
    with _Functions.serving() as functions, mock_aws(config=CONFIG):
        patched.setenv("AWS_ENDPOINT_URL_LAMBDA", functions.url)
        patched.setattr(retrier_decl, "time", SimpleNamespace(sleep=lambda _: None))
        machines = boto3.client("stepfunctions", region_name="us-east-1")

        @cache
        def machine(definition: str) -> str:
            """The ARN of the machine. moto runs no EXPRESS ones."""
            name = f"flow-{hash(definition)}"
            created = machines.create_state_machine(name=name, definition=definition, roleArn=ROLE)
            return created["stateMachineArn"]

        def run(definition: Json, data: Json, invoke: Invoke) -> Json:
            functions.invoke = invoke
            started = machines.start_execution(
                name=str(uuid.uuid4()),
                stateMachineArn=machine(json.dumps(_with_arns(definition))),
                input=json.dumps(data),
            )
            while True:
                ended = machines.describe_execution(executionArn=started["executionArn"])
                if ended["status"] != "RUNNING":
                    break
                time.sleep(0.01)
            if ended["status"] != "SUCCEEDED":
                raise ExecutionFailed(ended.get("error", ended["status"]))
            return dict(json.loads(ended["output"]))

        yield run


CONFIG: Any = {
    "stepfunctions": {"execute_state_machine": True},
    "core": {"reset_boto3_session": False},
}


class _Functions:
    """The Invoke operation of Lambda, over the functions of the test."""

    invoke: Invoke

    def __init__(self) -> None:
        self.url = ""

    @classmethod
    @contextmanager
    def serving(cls) -> "Iterator[_Functions]":
        functions = cls()
        server = ThreadingHTTPServer(("127.0.0.1", 0), lambda *a: _Handler(functions, *a))
        server.daemon_threads = True
        functions.url = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield functions
        finally:
            server.shutdown()
            server.server_close()

    def answer(self, path: str, body: bytes) -> tuple[dict[str, str], Any]:
        """The headers and the payload of an invocation."""
        name = unquote(path).rpartition(ARN)[2].partition("/")[0]
        try:
            return {}, self.invoke(f"<function {name}>", json.loads(body))
        except TaskFailed as error:
            failed = {"errorType": str(error), "errorMessage": error.cause}
            return {"X-Amz-Function-Error": "Unhandled"}, failed


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, functions: _Functions, *rest: Any) -> None:
        self._functions = functions
        super().__init__(*rest)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers, payload = self._functions.answer(self.path, body)
        data = json.dumps(payload).encode()
        self.send_response(200)
        for name, value in {**headers, "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        """Quiet."""


def _with_arns(definition: Json) -> Json:
    """The definition with ARNs in place of `<function name>`."""

    def replaced(value: Any) -> Any:
        match value:
            case dict():
                return {key: replaced(inner) for key, inner in value.items()}
            case list():
                return [replaced(inner) for inner in value]
            case str() if value.startswith("<function "):
                return ARN + value.removeprefix("<function ").removesuffix(">")
        return value

    return dict(replaced(deepcopy(definition)))
