"""The bench counts the calls of the stages."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from dragoman.protocol import MESSAGE_LIMIT_BYTES
from dragoman.wiring import Wiring
from tests.bench.hops import Stages, counted, size
from tests.bench.report import calls, payloads
from tests.fakes import recording
from tests.functions.conftest import Deployed
from tests.functions.events import CONNECTION, websocket

RECORDING = recording("good morning", "en")


@pytest.fixture
def hops(deployed: Deployed) -> dict[str, Any]:
    deployed.invoke("connect", websocket("$connect", principal="ann"))
    stages = Stages(CONNECTION, RECORDING, "pt", SimpleNamespace(**deployed.engines))
    return counted([stages.run(), stages.run()])


def _row(hops: dict[str, Any], stage: str, call: str) -> dict[str, Any]:
    rows = (row for one in hops["stages"] if one["stage"] == stage for row in one["calls"])
    return next(row for row in rows if row["call"] == call)


def test_every_stage_up_to_the_first_sound_is_counted(hops: dict[str, Any]) -> None:
    stages = [stage["stage"] for stage in hops["stages"]]
    assert stages == ["accept", "transcribe", "translate", "synthesize"]
    assert _row(hops, "accept", "workflow.start")["calls"] == 1
    assert _row(hops, "transcribe", "messages.append")["calls"] == 2
    assert all(stage["critical_ms"]["n"] == 2 for stage in hops["stages"])
    assert (
        0
        < hops["critical_calls"]
        < sum(row["calls"] for stage in hops["stages"] for row in stage["calls"])
    )


def test_every_posted_event_is_received(hops: dict[str, Any], deployed: Deployed) -> None:
    posts = sum(_row(hops, s["stage"], "notifier.post")["calls"] for s in hops["stages"])
    assert 2 * posts == len(deployed.received)


def test_audio_travels_to_recognition_only(hops: dict[str, Any]) -> None:
    accept, transcribe, *others = hops["stages"]
    assert accept["event_bytes"] > len(RECORDING) * 4 / 3
    assert transcribe["event_bytes"] > len(RECORDING) * 4 / 3
    for stage in others:
        assert 0 < stage["result_bytes"] < stage["event_bytes"] < 2_000
    for stage in (transcribe, *others):
        assert 0 < _row(hops, stage["stage"], "notifier.post")["bytes"] < MESSAGE_LIMIT_BYTES


def test_the_state_machine_gets_the_result_of_accept(hops: dict[str, Any]) -> None:
    started = _row(hops, "accept", "workflow.start")
    assert started["bytes"] == hops["stages"][0]["result_bytes"]


def test_both_tables_show_the_calls(hops: dict[str, Any]) -> None:
    head, rows = calls({"hops": hops})
    assert all(len(row) == len(head) for row in rows)
    head, rows = payloads({"hops": hops})
    assert [row[0] for row in rows] == ["accept", "transcribe", "translate", "synthesize"]


def test_only_payloads_have_a_size() -> None:
    assert size(b"sound") == 5
    assert size({"a": "b"}) == len('{"a": "b"}')
    assert size(Wiring()) == 0
