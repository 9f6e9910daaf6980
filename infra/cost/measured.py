"""What was counted and measured of one utterance, for the cost model to reckon with."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any, Final, Self

CALLS: Final = Path(__file__).with_name("calls.json")
"""What each function asks of AWS, in units that are billed; the tests count it."""
MEASURED: Final = Path(__file__).with_name("measured.json")
"""How long each ran in the bench, and what `make measure` found beside it."""

MESSAGE: Final = (
    "accept",
    "transcribe",
    "translate",
    "synthesize_translated",
    "synthesize_original",
    "complete",
)
"""The invocations of an utterance in the streaming mode."""
CORES: Final = 2
"""Of the machine that was measured, all of which a model may use."""


def function_of(invocation: str) -> str:
    return invocation.split("_", maxsplit=1)[0]


@dataclass(frozen=True)
class Ran:
    """An invocation, as it ran on the machine that was measured."""

    duration_ms: float
    cpu_ms: float
    """Of all its threads together."""


@dataclass(frozen=True)
class Utterance:
    date: str
    machine: str
    others_busy_cores: float
    """What else the machine did meanwhile: the nearer to 0, the better the durations."""
    speech_s: float
    ran: dict[str, Ran]
    """By invocation."""
    queueing_ms: dict[str, float]
    """By function; that of the first since the utterance was accepted."""
    first_piece_ms: float
    """From the first line of the synthesizer until the first piece was announced."""
    first_sound_ms: float
    """As it was measured, with both cores."""
    by_threads_ms: dict[str, tuple[float, float]]
    """Of each model's computing: processor time with one thread, by the clock with two."""
    peak_mb: dict[str, float]
    """Memory of a function, by name."""
    metrics: int
    """Distinct, for one mode and both directions of one pair of languages."""
    log_bytes: dict[str, int]
    """Of an utterance, and of a sweep."""
    audio_bytes: dict[str, int]
    """What was recorded, and each voice in pieces and whole."""
    calls: dict[str, dict[str, float]]

    @classmethod
    def load(cls, stats: Path | None = None) -> Self:
        """The one that was measured last; with the durations of what `dragoman stats --json` said,
        where that is given. Raises ValueError when it knows of no message."""
        known = json.loads(MEASURED.read_text())
        found = json.loads(stats.read_text()) if stats else known["stats"]
        stages = [row for row in found["stages"] if row["mode"] == "streaming"]
        spoken = {_name(row) for row in stages}
        if not spoken.issuperset(MESSAGE[1:]):
            raise ValueError("No utterance went through in the streaming mode.")
        ran = {name: _ran([row for row in stages if _name(row) == name]) for name in spoken}
        ran |= {
            f"{row['service']}:{row['action']}": Ran(row["ms"]["p50"], row["cpu_ms"]["p50"])
            for row in found["requests"]
        }
        ran["accept"] = ran["accept:translate"]
        ran |= {
            row["service"]: Ran(row["ms"]["p50"], row["cpu_ms"]["p50"]) for row in found["errands"]
        }
        return cls(
            date=known["date"],
            machine=f"{known['machine']['cores']} cores, {known['machine']['cpu']}",
            others_busy_cores=known["others_busy_cores"],
            speech_s=known["speech_s"],
            ran=ran,
            queueing_ms={
                row["service"]: _mean(stages, row["service"], "queueing") for row in stages
            },
            first_piece_ms=_mean(stages, "synthesize", "first_piece_ms", track="translated"),
            first_sound_ms=mean(
                row["p50"] for row in found["first_sound_ms"] if row["mode"] == "streaming"
            ),
            by_threads_ms={name: (ms["1"], ms["2"]) for name, ms in known["threads"].items()},
            peak_mb={
                name: max(row["peak_mb"] for row in stages if row["service"] == name)
                for name in {row["service"] for row in stages}
            },
            metrics=known["metrics"],
            log_bytes=known["log_bytes"],
            audio_bytes=known["audio_bytes"],
            calls=json.loads(CALLS.read_text()),
        )


def _name(row: dict[str, Any]) -> str:
    return "_".join(filter(None, (row["service"], row["track"])))


def _ran(rows: list[dict[str, Any]]) -> Ran:
    """The mean of the pairs' medians."""
    return Ran(
        duration_ms=mean(row["duration"]["p50"] for row in rows),
        cpu_ms=mean(row["cpu_ms"]["p50"] for row in rows),
    )


def _mean(rows: list[dict[str, Any]], service: str, name: str, track: str | None = None) -> float:
    return mean(
        float(row[name]["p50"])
        for row in rows
        if row["service"] == service and name in row and track in {None, row["track"]}
    )
