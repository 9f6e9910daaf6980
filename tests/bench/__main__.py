"""`python -m tests.bench [--quick] [--out FILE]`: measures, then writes figures, tables and plots.

The exit code is 1 when something was wrong (an event missing, an error, lost, doubled), and 0
otherwise, however slow it was.
"""

import os

# As the functions have it, and before anything imports numpy: its threads would fight the engines'.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# On every machine alike: the cost model reckons from what two threads took.
os.environ.setdefault("DRAGOMAN_THREADS", "2")

import argparse
import asyncio
import json
import sys
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from rich.console import Console

from tests.bench.machine import REPOSITORY
from tests.bench.measure import Plan, measure
from tests.bench.plots import draw
from tests.bench.readme import quote
from tests.bench.report import markdown, show

BUILT = REPOSITORY / ".build" / "bench"
RESULTS = BUILT / "results.json"
PAGES = REPOSITORY / "docs" / "bench"
"""The pages of a full run. Those of a quick run go to `BUILT`."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="under two minutes; rough")
    parser.add_argument("--minutes", type=float, help="for the rounds; default: 16, quick: 1")
    parser.add_argument("--lengths", help="seconds of the clips, as 4,15; default: all")
    parser.add_argument("--out", type=Path, help=f"default: {RESULTS}")
    parser.add_argument("--pages", type=Path, help=f"default: {PAGES}, quick: {BUILT}")
    asked = parser.parse_args()
    out = asked.out or RESULTS
    pages = asked.pages or (BUILT if asked.quick else PAGES)
    console, began = Console(), perf_counter()
    plan = Plan.quick() if asked.quick else Plan()
    if asked.minutes is not None:
        plan = replace(plan, rounds_last_s=60 * asked.minutes)
    if asked.lengths:
        lengths = tuple(int(length) for length in asked.lengths.split(","))
        plan = replace(plan, lengths_s=lengths, live_s=lengths, live_in_turn_s=())
    results = asyncio.run(
        measure(
            plan,
            lambda what: console.print(f"{perf_counter() - began:5.0f} s  {what}", style="dim"),
        )
    )
    for folder in (out.parent, pages):
        folder.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    (pages / "README.md").write_text(markdown(results))
    draw(results, pages)
    if out == RESULTS and not asked.quick:
        quote(results, REPOSITORY / "README.md")
    show(results, console)
    return 1 if results["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
