"""Writes the figures of a benchmark run into the README."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.bench.lengths import by_length
from tests.bench.report import ms

BEGIN, END = "<!-- figures of make bench -->", "<!-- end of figures -->"


def quote(results: dict[str, Any], readme: Path) -> None:
    """Replaces the text between the markers. Raises ValueError if they are missing."""
    text = readme.read_text()
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{readme.name} has no place for figures")
    readme.write_text(f"{before}{BEGIN}\n{figures(results)}\n{END}{after}")


def figures(results: dict[str, Any]) -> str:
    machine = results["machine"]
    rows = [
        "| utterance | blocking, as the first version | Dragoman | spoken live, cut at pauses | faster |",
        "|---|---:|---:|---:|---:|",
        *(_row(length_s, ways) for length_s, ways in by_length(results).items()),
    ]
    note = (
        f"Until the first translated sound can play: ms after the end of speech, the mean of both "
        f"directions' p50 / the worse p95, warm, on {machine['cores']} shared cores ({machine['cpu']}), "
        f"{results['date'][:10]}. *Live* includes the 300 ms pause by which an end is known; the "
        f"blocking baseline ran in the same run."
    )
    return "\n".join([*rows, "", note])


def _row(length_s: int, ways: dict[str, Any]) -> str:
    first = {way: found.get("first_sound_ms") for way, found in ways.items()}
    faster = first["blocking"]["p50"] / first["streaming"]["p50"]
    cells = [ms(first.get(way)) for way in ("blocking", "streaming", "live")]
    return f"| {length_s} s | {' | '.join(cells)} | {faster:.1f} x |"
