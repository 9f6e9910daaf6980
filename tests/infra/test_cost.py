"""What an utterance costs, reckoned from figures that are easy to check."""

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
from infra.cost.traffic import of_hour, of_idle_month, waiting

PAGE = Path(__file__).parents[2] / "docs" / "cost.md"
TWO_VCPUS = 2 * MB_PER_VCPU


@pytest.fixture
def utterance() -> Utterance:
    """Transcribing gains by threads, half of it; the others do not. All compute, but for 10 ms."""
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
        first_piece_ms=55,
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


def test_what_is_measured_is_what_is_reckoned_for_as_many_vcpus(utterance: Utterance) -> None:
    for invocation in ("transcribe", "translate", "synthesize_original"):
        reckoned = duration_ms(utterance, invocation, TWO_VCPUS)
        assert reckoned == pytest.approx(utterance.ran[invocation].duration_ms)


def test_below_a_vcpu_all_computing_is_slower(utterance: Utterance) -> None:
    assert compute_ms(utterance, "translate", 0.5) == 200
    assert duration_ms(utterance, "translate", MB_PER_VCPU // 2) == pytest.approx(210, abs=0.5)


def test_above_a_vcpu_only_that_gains_which_gains_by_threads(utterance: Utterance) -> None:
    assert slowdown(utterance, "translate", 3 * MB_PER_VCPU) == 1
    assert compute_ms(utterance, "transcribe", 1) == 100
    assert compute_ms(utterance, "transcribe", 2) == 75
    assert compute_ms(utterance, "transcribe", 4) == 62.5


def test_waiting_takes_as_long_in_any_size(utterance: Utterance) -> None:
    idle = replace(utterance, ran=utterance.ran | {"complete": Ran(100, 0)})
    assert duration_ms(idle, "complete", 128) == duration_ms(idle, "complete", 1769) == 100


def test_the_first_sound_is_every_wait_and_stage_before_it(utterance: Utterance) -> None:
    setting = Setting({"transcribe": TWO_VCPUS, "translate": TWO_VCPUS, "synthesize": TWO_VCPUS})
    slower_accept = 10 / (512 / MB_PER_VCPU) - 10
    expected = 3 * 10 + slower_accept + 85 + 110 + 55
    assert first_sound_ms(utterance, setting) == pytest.approx(expected)


def test_computing_is_gigabyte_seconds_and_requests(utterance: Utterance) -> None:
    setting = Setting({"transcribe": 2048}, ARM64)
    took_s = duration_ms(utterance, "transcribe", 2048) / 1000
    found = computing(utterance, setting, PRICES, ("transcribe",))
    assert found == pytest.approx(took_s * 2 * 0.0000133334 + 0.20 / 1e6)


def test_translate_is_always_x86(utterance: Utterance) -> None:
    arm, x86 = Setting(architecture=ARM64), Setting(architecture=X86_64)
    of_translate = [computing(utterance, s, PRICES, ("translate",)) for s in (arm, x86)]
    assert of_translate[0] == of_translate[1]
    assert computing(utterance, arm, PRICES) < computing(utterance, x86, PRICES)


def test_provisioned_is_cheaper_by_the_utterance_and_dearer_by_the_month(
    utterance: Utterance,
) -> None:
    warm, cold = Setting(provisioned=True), Setting()
    by_utterance = [sum(of_utterance(utterance, s, PRICES).values()) for s in (warm, cold)]
    idle = [sum(of_idle_month(utterance, s, PRICES).values()) for s in (warm, cold)]
    assert by_utterance[0] < by_utterance[1]
    assert idle[0] - idle[1] == pytest.approx(waiting(warm, PRICES))


def test_every_unit_that_was_counted_has_its_price(utterance: Utterance) -> None:
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


def test_an_hour_is_its_utterances_and_what_stands_by(utterance: Utterance) -> None:
    hour = of_hour(utterance, Setting(), PRICES)
    each = sum(of_utterance(utterance, Setting(), PRICES).values())
    assert hour["Utterances"] == pytest.approx(450 * each)
    assert sum(hour.values()) > hour["Utterances"]


# --- The page and the command ---------------------------------------------------------------------


def test_the_page_is_what_the_model_says() -> None:
    """`make cost` writes it anew."""
    assert PAGE.read_text() == page(Utterance.load(), PRICES)


def _run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["infra.cost", *arguments])
    return main()


def test_the_command_prints_the_page(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch) == 0
    assert capsys.readouterr().out == PAGE.read_text()


def test_durations_can_be_given(
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
    empty.write_text('{"stages": [], "requests": [], "errands": []}')
    with pytest.raises(SystemExit) as exited:
        _run(monkeypatch, "--stats", str(empty))
    assert exited.value.code == 2
