"""The figures of both directions together, by duration of speech."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mean
from typing import Any

HEADLINE = ("ack_ms", "first_sound_ms", "complete_ms")


def by_length(results: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """The main figures by duration and mode, if there are any."""
    ways = results["ways"] | {"compute": results["compute"]}
    found: dict[int, dict[str, Any]] = {}
    for length_s in dict.fromkeys(clip["asked_s"] for clip in results["clips"]):
        names = dict.fromkeys(c["name"] for c in results["clips"] if c["asked_s"] == length_s)
        found[length_s] = {
            way: {name: both for name in HEADLINE if (both := _both(cells, names, name))}
            for way, by_clip in ways.items()
            if (cells := {clip: by_clip[clip] for clip in names if clip in by_clip})
        }
    return found


def _both(cells: dict[str, Any], names: Sequence[str] | dict[str, None], name: str) -> Any:
    """The mean of the directions' medians, and the higher p95, regardless of the number of runs in
    each direction."""
    of = [cells[clip][name] for clip in names if cells.get(clip, {}).get(name, {}).get("n")]
    if not of:
        return None
    return {
        "p50": round(mean(one["p50"] for one in of), 1),
        "p95": max(one["p95"] for one in of),
        "n": sum(one["n"] for one in of),
    }
