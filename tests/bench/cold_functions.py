"""`python -m tests.bench.cold_functions`: the first request to each function of a handshake, with the share
of a CPU that Lambda gives by memory.

Lambda runs the imports of an environment with a full vCPU and its requests with a share: 1,769 MB are one vCPU.
Each function starts in a process of its own, and a quota (cgroup, so it needs root) holds from the first request
on. The simulated AWS has no quota and is on this machine, so no time on a network is included.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from dragoman.aws.jwt_tickets import JwtTickets
from dragoman.models.catalogue import BUILT_IN
from infra.aws_target import MB_PER_VCPU
from infra.local import ports
from infra.local.emulator import Emulator
from infra.local.environment import inherited
from infra.local.paths import LOGS, REPOSITORY
from tests.conftest import STORAGE_SETTINGS, lay_storage
from tests.functions.events import handshake, http, websocket

CGROUPS = Path("/sys/fs/cgroup")
PERIOD_US = 20_000
RUNS = 5
LIMIT_S = 60.0
MEMORY_MB = {"http": 512, "authorize": 512, "connect": 256, "accept": 512}
"""The functions of a handshake in their order."""
STARTS = {"without": "", "with": "on-demand"}
"""Lambda's variable AWS_LAMBDA_INITIALIZATION_TYPE, which makes the functions build clients at import."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    runs = parser.parse_args().runs
    table = Table(
        "function", "MB", "clients at import", "import", "first request", "second request"
    )
    table.title = f"Milliseconds, medians of {runs}"
    with Emulator(ports.any_free(), logs=LOGS / "cold-functions") as emulator:
        lay_storage(emulator.client)
        environment = inherited() | emulator.credentials | _settings(emulator.endpoint)
        for start, kind in STARTS.items():
            handshake_ms = 0.0
            for name, memory_mb in MEMORY_MB.items():
                found = [
                    _times_ms(
                        name, memory_mb, environment | {"AWS_LAMBDA_INITIALIZATION_TYPE": kind}
                    )
                    for _ in range(runs)
                ]
                medians = [median(times) for times in zip(*found, strict=True)]
                handshake_ms += medians[1]
                table.add_row(name, str(memory_mb), start, *(f"{ms:.0f}" for ms in medians))
            table.add_row("all", "", start, "", f"{handshake_ms:.0f}", "", end_section=True)
    Console().print(table)


def _times_ms(name: str, memory_mb: int, environment: dict[str, str]) -> list[float]:
    """The milliseconds of the import and of two requests."""
    with _quota(memory_mb / MB_PER_VCPU) as cgroup:
        asked = {
            "handler": str(REPOSITORY / "functions" / name / "handler.py"),
            "cgroup": str(cgroup),
            "events": [_event(name) for _ in range(2)],
        }
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.cold_process"],
            input=json.dumps(asked),
            env=environment | {"PYTHONPATH": f"{REPOSITORY}/layers/core/python:{REPOSITORY}"},
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
            check=True,
        )
    times: list[float] = json.loads(done.stderr.splitlines()[-1])
    return times


def _event(name: str) -> dict[str, Any]:
    match name:
        case "http":
            return http("POST", "/v1/tickets", {})
        case "authorize":
            tickets = JwtTickets(lambda: "k" * 64, lifetime_s=600, clock=time.time)
            return handshake(tickets.issue("ann"))
        case "connect":
            return websocket("$connect", principal="ann")
    return websocket("hello", {"action": "hello", "source_lang": "en", "target_lang": "pt"})


def _settings(endpoint: str) -> dict[str, str]:
    return {
        **STORAGE_SETTINGS,
        "DRAGOMAN_CALLBACK_URL": endpoint,
        "DRAGOMAN_PACKS": ",".join(BUILT_IN),
        "DRAGOMAN_STATE_MACHINE_ARN": "arn:aws:states:us-east-1:0:stateMachine:Flow",
        "POWERTOOLS_METRICS_NAMESPACE": "Dragoman",
        "POWERTOOLS_SERVICE_NAME": "cold",
    }


@contextmanager
def _quota(cpus: float) -> Iterator[Path]:
    """The folder of a cgroup that limits its processes to this share of a CPU. Needs root."""
    first_version = (CGROUPS / "cpu").is_dir()
    cgroup = CGROUPS / ("cpu/dragoman-cold" if first_version else "dragoman-cold")
    cgroup.mkdir(exist_ok=True)
    quota_us = round(cpus * PERIOD_US)
    if first_version:
        (cgroup / "cpu.cfs_period_us").write_text(str(PERIOD_US))
        (cgroup / "cpu.cfs_quota_us").write_text(str(quota_us))
    else:
        (cgroup / "cpu.max").write_text(f"{quota_us} {PERIOD_US}")
    try:
        yield cgroup
    finally:
        cgroup.rmdir()


if __name__ == "__main__":
    main()
