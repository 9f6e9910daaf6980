"""`python -m tests.bench [--quick] [--out FILE]`: measures, then writes figures, tables and plots.

The exit code is 1 for missing, lost or duplicated events and for errors, and 0 otherwise, regardless of
speed.
"""

import os

# As in the functions, and before numpy is imported: its threads would compete with the engines.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# The same on every machine, because the cost model uses the durations with two threads.
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
    arguments = parser.parse_args()
    out = arguments.out or RESULTS
    pages = arguments.pages or (BUILT if arguments.quick else PAGES)
    console, start = Console(), perf_counter()
    plan = Plan.quick() if arguments.quick else Plan()
    if arguments.minutes is not None:
        plan = replace(plan, rounds_last_s=60 * arguments.minutes)
    if arguments.lengths:
        lengths = tuple(int(length) for length in arguments.lengths.split(","))
        plan = replace(plan, lengths_s=lengths, live_s=lengths, live_in_turn_s=())
    results = asyncio.run(
        measure(
            plan,
            lambda what: console.print(f"{perf_counter() - start:5.0f} s  {what}", style="dim"),
        )
    )
    for folder in (out.parent, pages):
        folder.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    (pages / "README.md").write_text(markdown(results))
    draw(results, pages)
    if out == RESULTS and not arguments.quick:
        quote(results, REPOSITORY / "README.md")
    show(results, console)
    return 1 if results["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
