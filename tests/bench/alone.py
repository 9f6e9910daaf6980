"""Replaces the durations of `dragoman stats` by those of a benchmark on an idle machine."""

from __future__ import annotations

from statistics import mean
from typing import Any

Json = dict[str, Any]
CLIPS = {"en-pt": "en-4s", "pt-en": "pt-4s"}
STAGES = (
    ("transcribe", "", "processing_update transcribing", "stt_result"),
    ("translate", "", "processing_update translating", "translation_result"),
    (
        "synthesize",
        "translated",
        "processing_update synthesizing translated",
        "audio_ready translated",
    ),
    ("synthesize", "original", "processing_update synthesizing original", "audio_ready original"),
)
"""Each stage with its first and last event, in the order of the streaming mode."""


def as_benched(stats: Json, bench: Json) -> Json:
    """Derives the durations and waits of the stages from their events. Storing and sending an event
    is part of its stage, not of the wait for the next one. The final stage has no first event; its
    wait is taken from the other stages."""
    costs = {row["stage"]: _costs(row) for row in bench["hops"]["stages"]}
    rows = []
    for row in stats["stages"]:
        if row["pair"] in CLIPS and row["mode"] == "streaming":
            emitted_ms = _emitted_ms(bench, CLIPS[row["pair"]])
            rows.append(row | _figures(row, emitted_ms, costs))
    first = [
        {
            "pair": pair,
            "mode": "streaming",
            **_p50(_first_piece_ms(_emitted_ms(bench, clip), costs)),
        }
        for pair, clip in CLIPS.items()
    ]
    requests = [
        row | {"ms": _p50(_accepting_ms(bench))} if row["action"] == "translate" else row
        for row in stats["requests"]
    ]
    return stats | {"stages": rows, "first_sound_ms": first, "requests": requests}


def _costs(stage: Json) -> dict[str, float]:
    return {row["call"]: row["ms"]["p50"] for row in stage["calls"]}


def _emitted_ms(bench: Json, clip: str) -> dict[str, float]:
    events = bench["ways"]["streaming"][clip]["events"]["said_ms"]
    return {name: found["p50"] for name, found in events.items()}


def _telling_ms(costs: dict[str, float]) -> float:
    return costs["messages.append"] + costs["notifier.post"]


def _figures(row: Json, emitted_ms: dict[str, float], costs: dict[str, dict[str, float]]) -> Json:
    waits, ended, found = [], 0.0, {}
    for service, track, first, last in STAGES:
        waits.append(max(0.0, emitted_ms[first] - ended))
        ended = emitted_ms[last] + _telling_ms(costs[service])
        if (row["service"], row["track"]) == (service, track):
            found = {"duration": _p50(ended - emitted_ms[first]), "queueing": _p50(waits[-1])}
    if row["service"] == "complete":
        wait = mean(waits[1:])
        telling = _telling_ms(costs["accept"]) + 2 * costs["accept"]["messages.append"]
        took = max(0.0, emitted_ms["translation_complete"] - ended - wait) + telling
        found = {"duration": _p50(took), "queueing": _p50(wait)}
    if row["track"] == "translated":
        began = emitted_ms["processing_update synthesizing translated"]
        found["first_piece_ms"] = _p50(_first_piece_ms(emitted_ms, costs) - began)
    return found


def _first_piece_ms(emitted_ms: dict[str, float], costs: dict[str, dict[str, float]]) -> float:
    """Until it is stored, kept and posted."""
    of = costs["synthesize"]
    return emitted_ms["audio_chunk translated 0"] + of["audio.put"] + _telling_ms(of)


def _accepting_ms(bench: Json) -> float:
    (accept,) = (row for row in bench["hops"]["stages"] if row["stage"] == "accept")
    return float(accept["critical_ms"]["p50"]) + _costs(accept)["messages.started"]


def _p50(ms: float) -> Json:
    return {"p50": round(ms, 1), "n": 1}
