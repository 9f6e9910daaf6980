"""Start and end of the launcher and of the emulator, also after failures."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.sync.client import connect

from dragoman.client.service import running_logs
from infra.local import ports, running_service
from infra.local.account import HOST
from infra.local.emulator import Emulator, EmulatorError
from infra.local.paths import LOGS, REPOSITORY
from infra.local.running_service import RunningService
from infra.local.warm import FunctionCannotStart, warm
from tests.emulator.launched import Launched
from tests.emulator.probe import Probe
from tests.emulator.processes import alive, descendants
from tests.emulator.waiting import eventually

pytestmark = [
    pytest.mark.emulator,
    pytest.mark.embedded,
    pytest.mark.skipif(not Path("/proc/self").exists(), reason="processes are counted in /proc"),
]

SLEEPER = "import time; time.sleep(600)"
HOLDER = Path(__file__).with_name("holder.py")


@pytest.fixture(autouse=True)
def own_state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Isolates tests from a service that runs on this machine."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


# --- The whole ----------------------------------------------------------------------------------


def test_run_chooses_free_ports_and_leaves_nothing_behind() -> None:
    with taken() as page_port, taken() as emulator_port:
        launched = Launched(f"--port={page_port}", f"--emulator-port={emulator_port}")
        assert any(f"Port {page_port} is taken" in line for line in launched.said)
        assert any(f"Port {emulator_port} is taken" in line for line in launched.said)

    with urllib.request.urlopen(f"{launched.url}/config.json") as answer:  # noqa: S310
        config = json.load(answer)
    assert config["languages"] == ["en", "pt"]
    asked = urllib.request.Request(config["tickets_url"], method="POST")  # noqa: S310
    with urllib.request.urlopen(asked) as answer:  # noqa: S310
        ticket = json.load(answer)["ticket"]
    with connect(f"{config['websocket_url']}?ticket={ticket}", proxy=None) as client:
        client.send('{"action": "ping"}')
        assert json.loads(client.recv(timeout=10))["type"] == "pong"
    with urllib.request.urlopen(launched.url) as page:  # noqa: S310
        assert b"<html" in page.read()
    assert running_service.find_healthy() == RunningService(launched.url, launched.process.pid)
    logs = running_logs()
    assert logs is not None
    assert eventually(
        lambda: "answering" in "".join(map(Path.read_text, logs.glob("*Accept*.log")))
    )

    second = Launched()
    assert second.process.wait(20) == 1
    assert f"Already running at {launched.url}" in str(second.process.communicate()[1])

    children = descendants(launched.process.pid)
    assert len(children) > 1
    assert launched.interrupt() == (0, "")
    assert [pid for pid in children if alive(pid)] == []
    assert RunningService.read() is None


# --- Violence -----------------------------------------------------------------------------------


def test_functions_end_when_the_launcher_is_killed(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, HOLDER, str(ports.any_free()), str(tmp_path / "logs")],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "ready\n"
    children = descendants(holder.pid)
    assert len(children) == 2
    holder.kill()
    holder.communicate()
    assert eventually(lambda: not any(alive(pid) for pid in children))


def test_functions_end_when_the_emulator_is_killed() -> None:
    emulator = Emulator(ports.any_free(), logs=LOGS / "tests-killed")
    emulator.start()
    Probe(emulator).invoke()
    assert emulator.pid is not None
    functions = descendants(emulator.pid)
    os.kill(emulator.pid, signal.SIGKILL)
    assert eventually(lambda: not emulator.running)
    emulator.stop()
    assert eventually(lambda: not any(alive(pid) for pid in functions))


def test_an_emulator_on_a_taken_port_has_a_clear_error() -> None:
    with taken() as port, pytest.raises(EmulatorError, match=f"port {port}"):
        Emulator(port, logs=LOGS / "tests-taken").start()


# --- A function that cannot start -----------------------------------------------------------------


def test_a_function_that_cannot_start_is_reported_with_its_output() -> None:
    with Emulator(ports.any_free(), logs=LOGS / "tests-broken") as emulator:
        Probe(emulator, raising="the model is not there")
        with pytest.raises(FunctionCannotStart, match="the model is not there"):
            warm(emulator, lambda _: None)


# --- Ports --------------------------------------------------------------------------------------


def test_the_next_free_port_is_chosen() -> None:
    with taken() as port:
        assert ports.next_free(port) > port


def test_a_reserved_port_is_not_chosen_again() -> None:
    port = ports.any_free()
    assert ports.next_free(port, port) > port


# --- A previous run -----------------------------------------------------------------------------


def test_a_file_of_a_dead_process_is_removed() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    RunningService("http://localhost:1", gone.pid).write()
    assert running_service.find_healthy() is None
    assert RunningService.read() is None


def test_another_process_with_the_same_id_is_not_ended() -> None:
    with process(SLEEPER) as stranger:
        RunningService("http://localhost:1", stranger.pid).write()
        assert running_service.find_healthy() is None
        assert stranger.poll() is None
    assert RunningService.read() is None


def test_a_service_that_does_not_answer_is_ended() -> None:
    with process(SLEEPER, "infra.local") as half_dead:
        RunningService(f"http://localhost:{ports.any_free()}", half_dead.pid).write()
        assert running_service.find_healthy() is None
        assert half_dead.wait(10) == -signal.SIGTERM


def test_an_invalid_file_is_ignored(tmp_path: Path) -> None:
    RunningService("http://localhost:1", 1).write()
    next(tmp_path.rglob("running.json")).write_text("{")
    assert running_service.find_healthy() is None


def test_the_file_of_another_service_is_not_removed() -> None:
    RunningService("http://localhost:1", 1).write()
    RunningService("http://localhost:2", 2).remove()
    assert RunningService.read() == RunningService("http://localhost:1", 1)


# --- This machine -------------------------------------------------------------------------------


@contextlib.contextmanager
def taken() -> Iterator[int]:
    """A port on which another server listens."""
    with socket.socket() as holder:
        holder.bind((HOST, 0))
        holder.listen()
        yield int(holder.getsockname()[1])


@contextlib.contextmanager
def process(code: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([sys.executable, "-c", code, *arguments]) as started:
        try:
            assert eventually(lambda: code in command(started.pid))
            yield started
        finally:
            started.kill()


def command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
