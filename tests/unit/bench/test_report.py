"""Pages of full and partial benchmark runs."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from tests.bench.plots import draw
from tests.bench.readme import figures
from tests.bench.report import first_sounds, markdown, show
from tests.bench.targets import targets

Results = dict[str, Any]
BY_CLIP = ("compute", "compute_last_segment", "parallel")


@pytest.fixture
def results() -> Results:
    found: Results = json.loads(Path(__file__).with_name("results.json").read_text())
    return found


def _only(results: Results, length_s: int) -> Results:
    """The results of a run with `--lengths` of one length."""

    def of_length(cells: Results) -> Results:
        return {name: cell for name, cell in cells.items() if name.endswith(f"-{length_s}s")}

    clips = [clip for clip in results["clips"] if clip["asked_s"] == length_s]
    names = list(dict.fromkeys(clip["name"] for clip in clips))
    ways, over = results["ways"], results["overhead"]
    return results | {
        **{key: of_length(results[key]) for key in BY_CLIP},
        "ways": {way: of_length(ways[way]) for way in ways},
        "overhead": {way: of_length(over[way]) for way in over},
        "timeline": dict(zip(names, results["timeline"].values(), strict=True)),
        "load": results["load"] | {"clips": names},
        "clips": clips,
    }


@pytest.mark.parametrize("length_s", [4, 8])
def test_a_run_of_one_length_is_reported(results: Results, length_s: int, tmp_path: Path) -> None:
    only = _only(results, length_s)
    output = io.StringIO()
    show(only, Console(file=output, width=200))
    draw(only, tmp_path)
    for page in (markdown(only), output.getvalue()):
        assert f"en-{length_s}s" in page
    assert f"| {length_s} s |" in figures(only)
    assert {path.name for path in tmp_path.iterdir()} == {
        "first-sound.svg", "timeline.svg", "load.svg",
    }  # fmt: skip


def test_targets_without_a_measurement_are_left_out(results: Results) -> None:
    every, some = (
        dict.fromkeys(row[0] for row in targets(r)) for r in (results, _only(results, 8))
    )
    assert "first sound of 4 s, p50" in every
    assert not any("4 s" in what for what in some)
    assert "speedup over blocking, 8 s" in some


def test_the_table_has_the_number_of_runs_of_each_mode(results: Results) -> None:
    ways = results["ways"]
    for number, way in enumerate(("blocking", "streaming", "parallel")):
        ways[way]["en-8s"]["first_sound_ms"]["n"] = 10 - number
    ways["live"] = {"en-8s": {"first_sound_ms": {"n": 3, "p50": 1.0, "p95": 2.0}}}
    head, rows = first_sounds(results)
    runs = {row[0]: str(row[head.index("runs")]) for row in rows}
    assert runs["en-8s"] == "10, 9, 8, 3"
    assert runs["en-4s"].endswith(", 0")


def test_payload_sizes_are_shown_only_if_measured(results: Results) -> None:
    hops = results["hops"]
    for stage in hops["stages"]:
        stage.pop("event_bytes", None)
    assert "| stage | event | result |" not in markdown(results)
    hops["stages"] = [stage | {"event_bytes": 1234, "result_bytes": 56} for stage in hops["stages"]]
    assert "| accept | 1234 | 56 |" in markdown(results)
