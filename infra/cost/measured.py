"""The inputs of the cost model: counted calls and measured durations of one utterance."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any, Final, Self

CALLS: Final = Path(__file__).with_name("calls.json")
"""The AWS calls of each function, in billed units; written by `tests/functions/test_calls.py`."""
MEASURED: Final = Path(__file__).with_name("measured.json")
"""The durations of the benchmark and further measurements; written by `make measure`."""

MESSAGE: Final = (
    "accept",
    "transcribe",
    "translate",
    "synthesize_translated",
    "synthesize_original",
    "complete",
)
"""The invocations of an utterance in the streaming mode."""
ROOM_LANGUAGES: Final = ("en", "en", "pt", "pt", "es")
"""The languages of the people in a room; the first one speaks."""
CORES: Final = 2
"""Cores of the measured machine, all of which a model may use."""


def function_of(invocation: str) -> str:
    return invocation.split("_", maxsplit=1)[0]


@dataclass(frozen=True)
class Ran:
    """The measured duration of an invocation."""

    duration_ms: float
    cpu_ms: float
    """Processor time of all threads together."""


@dataclass(frozen=True)
class Utterance:
    date: str
    machine: str
    others_busy_cores: float
    """Cores that other processes kept busy during the measurement."""
    speech_s: float
    ran: dict[str, Ran]
    """By invocation."""
    queueing_ms: dict[str, float]
    """By function; for the first one from acceptance of the utterance."""
    first_chunk_ms: float
    """From the start of `synthesize` until the first chunk was sent."""
    first_sound_ms: float
    """Measured with both cores."""
    by_threads_ms: dict[str, tuple[float, float]]
    """By model: processor time with one thread, elapsed time with two."""
    peak_mb: dict[str, float]
    """Peak memory by function."""
    metrics: int
    """The number of distinct metrics of a conversation."""
    log_bytes: dict[str, int]
    """Bytes of log of an utterance and of a sweep."""
    audio_bytes: dict[str, int]
    """The bytes of the recording, and of each voice in chunks and as one file."""
    calls: dict[str, dict[str, float]]

    @classmethod
    def load(cls, stats: Path | None = None) -> Self:
        """The last measurement; `stats`, a file with the output of `dragoman stats --json`, replaces its
        durations. Raises ValueError if the file has no utterance in the streaming mode."""
        measured = json.loads(MEASURED.read_text())
        found = json.loads(stats.read_text()) if stats else measured["stats"]
        stages = [row for row in found["stages"] if row["mode"] == "streaming"]
        invocations = {_name(row) for row in stages}
        if not invocations.issuperset(MESSAGE[1:]):
            raise ValueError("There is no utterance in the streaming mode.")
        ran = {name: _ran([row for row in stages if _name(row) == name]) for name in invocations}
        ran |= {
            f"{row['service']}:{row['action']}": Ran(row["ms"]["p50"], row["cpu_ms"]["p50"])
            for row in found["requests"]
        }
        ran["accept"] = ran["accept:translate"]
        ran |= {
            row["service"]: Ran(row["ms"]["p50"], row["cpu_ms"]["p50"])
            for row in found["scheduled"]
        }
        return cls(
            date=measured["date"],
            machine=f"{measured['machine']['cores']} cores, {measured['machine']['cpu']}",
            others_busy_cores=measured["others_busy_cores"],
            speech_s=measured["speech_s"],
            ran=ran,
            queueing_ms={
                row["service"]: _mean(stages, row["service"], "queueing") for row in stages
            },
            first_chunk_ms=_mean(stages, "synthesize", "first_piece_ms", track="translated"),
            first_sound_ms=mean(
                row["p50"] for row in found["first_sound_ms"] if row["mode"] == "streaming"
            ),
            by_threads_ms={name: (ms["1"], ms["2"]) for name, ms in measured["threads"].items()},
            peak_mb={
                name: max(row["peak_mb"] for row in stages if row["service"] == name)
                for name in {row["service"] for row in stages}
            },
            metrics=measured["metrics"],
            log_bytes=measured["log_bytes"],
            audio_bytes=measured["audio_bytes"],
            calls=json.loads(CALLS.read_text()),
        )


def _name(row: dict[str, Any]) -> str:
    return "_".join(filter(None, (row["service"], row["track"])))


def _ran(rows: list[dict[str, Any]]) -> Ran:
    """The mean over the language pairs of their medians."""
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
