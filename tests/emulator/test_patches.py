"""The patches of the emulator fit the installed version and have their effect."""

import io
import json
import queue
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from ministack.core import lambda_runtime
from ministack.core.lambda_runtime import ProvidedWorker
from ministack.services import cloudwatch_logs, lambda_svc, stepfunctions

from infra.local import history_limits, latency_patches
from infra.local.function_logs import function_output
from infra.local.latency_patches import PauselessClock
from infra.local.ministack_server import all_patches
from infra.local.patch import Patch, PatchMisfit, apply_all

ROLE = "arn:aws:iam::000000000000:role/probe"


@pytest.mark.parametrize("patch", all_patches(print), ids=lambda patch: patch.target)
def test_every_patch_fits_the_installed_version(patch: Patch) -> None:
    patch.check()


def test_no_patch_is_applied_if_one_does_not_fit() -> None:
    applied: list[str] = []
    fitting = Patch(
        latency_patches.PATCHES[0].target,
        "",
        latency_patches.PATCHES[0].fingerprint,
        lambda _: applied.append("it"),
    )
    outgrown = Patch(latency_patches.PATCHES[0].target, "to be quick", "0" * 16, lambda _: None)
    with pytest.raises(PatchMisfit, match="to be quick"):
        apply_all([fitting, outgrown])
    assert applied == []


@pytest.fixture
def prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Applies the latency patches in this process for one test."""
    apply_all(latency_patches.PATCHES, monkeypatch.setattr)


def test_an_execution_starts_without_its_pause(prompt: None) -> None:
    assert run_machine("at-once", {"Type": "Succeed"}) == "SUCCEEDED"
    assert clock().skipped_s == [0.15]


def test_a_wait_state_still_waits(prompt: None, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    run_machine("waiting", {"Type": "Wait", "Seconds": 7, "End": True})
    assert slept == [7]


def test_an_event_leaves_in_one_packet(prompt: None) -> None:
    assert len(packets_of_an_event()) == 1


def test_without_the_patch_an_event_leaves_in_two_packets() -> None:
    assert len(packets_of_an_event()) == 2


def test_a_response_does_not_wait_for_log_lines(
    prompt: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lambda_runtime, "time", no_sleep())
    worker = ProvidedWorker("probe", {}, b"")
    worker._stderr_queue = queue.Queue()
    worker._stderr_queue.put("a line")
    assert worker._drain_stderr_bounded() == "a line"
    assert worker._drain_stderr_bounded() == ""


def test_output_of_a_function_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[tuple[str, bytes]] = []
    output = function_output(lambda name, line: kept.append((name, line)))
    apply_all([output], monkeypatch.setattr)
    lines: queue.Queue[str] = queue.Queue()
    ProvidedWorker("probe", {}, b"")._pump_output(io.BytesIO(b"one\ntwo\n"), lines)
    assert kept == [("probe", b"one\n"), ("probe", b"two\n")]
    assert [lines.get_nowait(), lines.get_nowait()] == ["one", "two"]


def test_only_the_latest_executions_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history_limits, "EXECUTIONS", 3)
    apply_all(history_limits.PATCHES, monkeypatch.setattr)
    machine = made_machine("forgetful", {"Type": "Succeed"})
    names = [f"run-{n}" for n in range(6)]
    for name in names:
        stepfunctions._start_execution({"stateMachineArn": machine, "name": name})
    kept = [execution["name"] for execution in stepfunctions._executions.values()]
    assert kept == names[-4:]


def test_only_the_latest_log_streams_of_a_function_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(history_limits, "LOG_STREAMS", 3)
    apply_all(history_limits.PATCHES, monkeypatch.setattr)
    for n in range(6):
        lambda_svc._emit_lambda_logs({"FunctionName": "probe"}, f"r{n}", f"line {n}", False, 1)
    streams = cloudwatch_logs._log_groups["/aws/lambda/probe"]["streams"].values()
    assert [stream["events"][1]["message"] for stream in streams] == ["line 3", "line 4", "line 5"]


def clock() -> PauselessClock:
    assert isinstance(stepfunctions.time, PauselessClock)
    return stepfunctions.time


def no_sleep() -> Any:
    def fail(_: float) -> None:
        raise AssertionError("slept")

    return SimpleNamespace(time=time.time, monotonic=time.monotonic, sleep=fail)


def run_machine(name: str, state: dict[str, Any]) -> str:
    """The final status of an execution."""
    done = stepfunctions._start_sync_execution({"stateMachineArn": made_machine(name, state)})
    return str(json.loads(done[2])["status"])


def made_machine(name: str, state: dict[str, Any]) -> str:
    definition = {"StartAt": "Only", "States": {"Only": state}}
    created = stepfunctions._create_state_machine(
        {"name": name, "type": "EXPRESS", "roleArn": ROLE, "definition": json.dumps(definition)}
    )
    return str(json.loads(created[2])["stateMachineArn"])


def packets_of_an_event() -> list[bytes]:
    """The packets that a runtime receives when it asks for its next event."""
    worker = ProvidedWorker("probe", {}, b"")
    worker._stopping = False
    pending: queue.Queue[Any] = queue.Queue()
    pending.put(("request-1", {"text": "event"}, 0, None, "arn"))
    connection = Connection(b"GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\n\r\n")
    worker._build_handler_class(worker._generation, pending)(connection, ("127.0.0.1", 1), None)
    return connection.sent


class Connection(io.RawIOBase):
    """A socket with given input that records its output."""

    def __init__(self, told: bytes) -> None:
        self._told = told
        self.sent: list[bytes] = []

    def makefile(self, mode: str, _buffer_size: int = -1) -> Any:
        return io.BytesIO(self._told) if "r" in mode else io.BufferedWriter(self)

    def setsockopt(self, *_: Any) -> None:
        pass

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.sendall(bytes(data))
        return len(data)

    def sendall(self, data: bytes) -> None:
        self.sent.append(bytes(data))


@pytest.fixture(autouse=True)
def forgotten_machines() -> Iterator[None]:
    yield
    stepfunctions.reset()
    cloudwatch_logs.reset()
