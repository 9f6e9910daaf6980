"""The cost model, checked with simple figures."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from infra.cost.__main__ import main
from infra.cost.measured import CALLS, MEASURED, MESSAGE, Ran, Utterance
from infra.cost.model import (
    MB_PER_VCPU,
    Setting,
    compute_ms,
    computing,
    duration_ms,
    first_sound_ms,
    of_utterance,
    slowdown,
)
from infra.cost.page import page
from infra.cost.prices import ARM64, PRICES, X86_64
from infra.cost.traffic import of_hour, of_idle_month, provisioned_month

PAGE = Path(__file__).parents[2] / "docs" / "cost.md"
TWO_VCPUS = 2 * MB_PER_VCPU


@pytest.fixture
def utterance() -> Utterance:
    """Half of `transcribe` runs on two threads, the other models on one. All functions wait 10 ms."""
    light, model = Ran(20, 10), Ran(110, 100)
    return Utterance(
        date="2026-11-24",
        machine="2 cores",
        others_busy_cores=0.0,
        speech_s=4.0,
        ran=dict.fromkeys(MESSAGE, model)
        | dict.fromkeys(("accept", "complete", "sweep"), light)
        | {"transcribe": Ran(85, 100)}
        | dict.fromkeys(("accept:hello", "authorize:$connect", "connect:$connect"), light),
        queueing_ms=dict.fromkeys(("transcribe", "translate", "synthesize", "complete"), 10),
        first_chunk_ms=55,
        first_sound_ms=280,
        by_threads_ms={
            "transcribe": (100, 75),
            "translate": (100, 100),
            "synthesize": (100, 100),
        },
        peak_mb={"transcribe": 700, "translate": 300, "synthesize": 600},
        metrics=50,
        log_bytes={"utterance": 4000, "sweep": 500},
        audio_bytes={"recording": 10_000, "translated_pieces": 200_000},
        calls=json.loads(CALLS.read_text()),
    )


def test_the_estimate_for_the_measured_vcpus_is_the_measurement(utterance: Utterance) -> None:
    for invocation in ("transcribe", "translate", "synthesize_original"):
        estimated_ms = duration_ms(utterance, invocation, TWO_VCPUS)
        assert estimated_ms == pytest.approx(utterance.ran[invocation].duration_ms)


def test_below_one_vcpu_all_compute_is_slower(utterance: Utterance) -> None:
    assert compute_ms(utterance, "translate", 0.5) == 200
    assert duration_ms(utterance, "translate", MB_PER_VCPU // 2) == pytest.approx(210, abs=0.5)


def test_above_one_vcpu_only_multithreaded_work_is_faster(utterance: Utterance) -> None:
    assert slowdown(utterance, "translate", 3 * MB_PER_VCPU) == 1
    assert compute_ms(utterance, "transcribe", 1) == 100
    assert compute_ms(utterance, "transcribe", 2) == 75
    assert compute_ms(utterance, "transcribe", 4) == 62.5


def test_waiting_time_does_not_depend_on_memory(utterance: Utterance) -> None:
    idle = replace(utterance, ran=utterance.ran | {"complete": Ran(100, 0)})
    assert duration_ms(idle, "complete", 128) == duration_ms(idle, "complete", 1769) == 100


def test_first_sound_is_the_sum_of_waits_and_stages(utterance: Utterance) -> None:
    setting = Setting({"transcribe": TWO_VCPUS, "translate": TWO_VCPUS, "synthesize": TWO_VCPUS})
    slower_accept = 10 / (512 / MB_PER_VCPU) - 10
    expected = 3 * 10 + slower_accept + 85 + 110 + 55
    assert first_sound_ms(utterance, setting) == pytest.approx(expected)


def test_lambda_costs_gigabyte_seconds_and_requests(utterance: Utterance) -> None:
    setting = Setting({"transcribe": 2048}, ARM64)
    took_s = duration_ms(utterance, "transcribe", 2048) / 1000
    found = computing(utterance, setting, PRICES, ("transcribe",))
    assert found == pytest.approx(took_s * 2 * 0.0000133334 + 0.20 / 1e6)


def test_arm64_is_cheaper(utterance: Utterance) -> None:
    arm, x86 = Setting(architecture=ARM64), Setting(architecture=X86_64)
    assert computing(utterance, arm, PRICES) < computing(utterance, x86, PRICES)


def test_provisioned_concurrency_is_cheaper_per_utterance_and_dearer_per_month(
    utterance: Utterance,
) -> None:
    warm, cold = Setting(provisioned=True), Setting()
    by_utterance = [sum(of_utterance(utterance, s, PRICES).values()) for s in (warm, cold)]
    idle = [sum(of_idle_month(utterance, s, PRICES).values()) for s in (warm, cold)]
    assert by_utterance[0] < by_utterance[1]
    assert idle[0] - idle[1] == pytest.approx(provisioned_month(warm, PRICES))


def test_every_billed_unit_has_a_price(utterance: Utterance) -> None:
    def dollars(**more: float) -> float:
        calls = {**utterance.calls, "complete": {**utterance.calls["complete"]}}
        for kind, count in more.items():
            calls["complete"][kind] = calls["complete"].get(kind, 0) + count
        changed = replace(utterance, calls=calls)
        return sum(of_utterance(changed, Setting(), PRICES).values())

    for kind, price in (
        ("dynamodb_writes", PRICES.dynamodb_write),
        ("dynamodb_reads", PRICES.dynamodb_read),
        ("s3_puts", PRICES.s3_put),
        ("s3_gets", PRICES.s3_get),
        ("posts", PRICES.websocket_message),
    ):
        assert dollars(**{kind: 1_000}) - dollars() == pytest.approx(1_000 * price)


def test_an_hour_costs_its_utterances_and_the_connection(utterance: Utterance) -> None:
    hour = of_hour(utterance, Setting(), PRICES)
    each = sum(of_utterance(utterance, Setting(), PRICES).values())
    assert hour["Utterances"] == pytest.approx(450 * each)
    assert sum(hour.values()) > hour["Utterances"]


# --- The page and the command ---------------------------------------------------------------------


def test_the_page_is_up_to_date() -> None:
    """When this fails, run `make cost`."""
    assert PAGE.read_text() == page(Utterance.load(), PRICES)


def _run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["infra.cost", *arguments])
    return main()


def test_the_command_prints_the_page(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch) == 0
    assert capsys.readouterr().out == PAGE.read_text()


def test_durations_can_be_read_from_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stats = json.loads(MEASURED.read_text())["stats"]
    for row in stats["stages"]:
        row["duration"]["p50"] *= 10
    own = tmp_path / "stats.json"
    own.write_text(json.dumps(stats))
    _run(monkeypatch, "--stats", str(own))
    assert capsys.readouterr().out != PAGE.read_text()


def test_stats_without_an_utterance_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "stats.json"
    empty.write_text('{"stages": [], "requests": [], "scheduled": []}')
    with pytest.raises(SystemExit) as exited:
        _run(monkeypatch, "--stats", str(empty))
    assert exited.value.code == 2
