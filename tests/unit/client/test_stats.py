"""The figures summed up from what functions printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dragoman.client.cli import app
from dragoman.client.stats import printed, spread, summed
from dragoman.observability import metric_names
from dragoman.observability.metric_names import Metric


def _line(values: dict[Metric, float], **fields: Any) -> dict[str, Any]:
    directive = {"Namespace": metric_names.NAMESPACE, "Dimensions": [], "Metrics": []}
    said = {"_aws": {"Timestamp": 0, "CloudWatchMetrics": [directive]}, **fields}
    return said | {metric.name: [value] for metric, value in values.items()}


def _heard(ms: float, mode: str = "streaming", **fields: Any) -> dict[str, Any]:
    values = {metric_names.DURATION: ms, metric_names.QUEUEING: ms / 10, metric_names.NO_SPEECH: 0}
    known = {"service": "transcribe", "pair": "en-pt", "mode": mode, "cpu_ms": ms, "peak_mb": 500}
    return _line(values, **known | fields)


def test_stages_are_summed_by_pair_and_mode() -> None:
    lines = [_heard(100), _heard(300), _heard(200), _heard(50, mode="parallel")]
    parallel, streaming = summed(lines)["stages"]
    assert parallel["duration"] == {"p50": 50, "p95": 50, "n": 1}
    assert streaming["duration"] == {"p50": 200, "p95": 290, "n": 3}
    assert streaming["queueing"]["p50"] == 20
    assert streaming["peak_mb"] == 500


def test_the_two_voices_of_a_stage_are_separate() -> None:
    lines = [_heard(1, service="synthesize", track=t) for t in ("original", "translated")]
    assert [row["track"] for row in summed(lines)["stages"]] == ["original", "translated"]


def test_first_sound_is_summed_by_pair_and_mode() -> None:
    known = {"service": "synthesize", "pair": "pt-en", "mode": "streaming"}
    lines = [_line({metric_names.FIRST_SOUND: ms}, **known) for ms in (300, 500)]
    [row] = summed(lines)["first_sound_ms"]
    assert (row["pair"], row["p50"], row["n"]) == ("pt-en", 400, 2)


def test_errors_are_counted_by_code() -> None:
    known = {"service": "transcribe", "pair": "auto-pt", "mode": "streaming"}
    lines = [_line({metric_names.ERRORS: 1}, **known, code=c) for c in ("not_audio", "x", "x")]
    assert [(row["code"], row["n"]) for row in summed(lines)["errors"]] == [
        ("not_audio", 1),
        ("x", 2),
    ]


def test_counts_are_added_up() -> None:
    lines = [_line({metric_names.ENDS: 1, metric_names.FAILURES: failed}) for failed in (0, 1, 1)]
    counts = summed(lines)["counts"]
    assert (counts["ends"], counts["failures"], counts["no_speech"]) == (3, 2, 0)


def test_no_lines_give_no_figures() -> None:
    found = summed([])
    assert found["stages"] == found["errors"] == []
    assert spread([]) == {"n": 0}


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    """The logs of two functions, with lines that are no metrics."""
    others = ['{"level": "INFO"}', "Traceback", "", "[1]", '{"_aws": {"CloudWatchMetrics": []}}']
    foreign = json.dumps(_heard(9)).replace(metric_names.NAMESPACE, "Somebody")
    for name, ms in (("one", 100), ("two", 200)):
        lines = [*others, foreign, json.dumps(_heard(ms))]
        (tmp_path / f"{name}.log").write_text("\n".join(lines) + "\n")
    return tmp_path


def test_only_own_metrics_are_read(logs: Path) -> None:
    assert [line["duration"] for line in printed(logs)] == [[100], [200]]


def test_the_command_prints_json(logs: Path) -> None:
    done = CliRunner().invoke(app, ["stats", "--json", "--logs", str(logs)])
    assert done.exit_code == 0
    assert json.loads(done.stdout)["stages"][0]["duration"]["n"] == 2


def test_the_command_prints_a_table(logs: Path) -> None:
    done = CliRunner().invoke(app, ["stats", "--logs", str(logs)])
    assert "transcribe" in done.stdout
    assert "150 / 195" in done.stdout


def test_without_a_service_there_are_no_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert CliRunner().invoke(app, ["stats"]).exit_code == 3
