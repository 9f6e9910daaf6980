"""The targets for the figures, and whether they are met."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import Any

from tests.bench.lengths import by_length

USUAL, LONG = 4, 15
"""Seconds of speech."""


def targets(results: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Rows of the figure, its target, its measured value, and whether the target is met. Figures that
    this run did not measure are left out."""
    lengths = by_length(results)
    if USUAL in lengths:
        usual = lengths[USUAL]["streaming"]
        sound = usual["first_sound_ms"]
        yield _below("acknowledgement, p95", usual["ack_ms"]["p95"], 50)
        yield _below("first sound of 4 s, p50", sound["p50"], 500)
        yield _below("first sound of 4 s, p95", sound["p95"], 800)
        yield _below("first sound of 4 s, p50, long-term target", sound["p50"], 300)
    for length_s, ways in lengths.items():
        faster = (
            ways["blocking"]["first_sound_ms"]["p50"] / ways["streaming"]["first_sound_ms"]["p50"]
        )
        yield _row(f"speedup over blocking, {length_s} s", "4 x", f"{faster:.1f} x", faster >= 4)
    live, short = (lengths.get(s, {}).get("live", {}).get("first_sound_ms") for s in (LONG, USUAL))
    if live and short:
        yield _below(
            "first sound of 15 s live, p50, at most that of 4 s", live["p50"], short["p50"]
        )
    for way in ("streaming", "parallel"):
        for what, named in (("first_sound", "first sound"), ("complete", "complete")):
            over = median(found[what]["ratio"] for found in results["overhead"][way].values())
            yield _row(
                f"flow / compute, {way}, {named}, median of the clips",
                "1.25 x", f"{over:.2f} x", over < 1.25,
            )  # fmt: skip


def _below(what: str, seen_ms: float, wanted_ms: float) -> tuple[str, str, str, str]:
    return _row(what, f"under {wanted_ms:.0f} ms", f"{seen_ms:.0f} ms", seen_ms < wanted_ms)


def _row(what: str, wanted: str, seen: str, met: bool) -> tuple[str, str, str, str]:
    return what, wanted, seen, "yes" if met else "**no**"
