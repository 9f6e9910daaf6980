"""`python -m tests.quality [--quick] [--set-floors]`: measures recognition, translation and voices.

The exit code is 1 if a figure is below its floor. A full run writes docs/quality.md.
"""

import argparse
import sys
from pathlib import Path
from time import perf_counter

from rich.console import Console

from tests.quality.figures import Figure, drops, floors, set_floors, unmeasured
from tests.quality.measures import everything
from tests.quality.report import markdown

PAGE = Path(__file__).parents[2] / "docs" / "quality.md"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.quality", description=__doc__)
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--quick", action="store_true", help="skip generated speech and docs/quality.md"
    )
    which.add_argument(
        "--set-floors", action="store_true", help="replace the floors by those of this run"
    )
    arguments = parser.parse_args()
    console, start = Console(), perf_counter()
    figures: list[Figure] = []
    for figure in everything(arguments.quick):
        figures.append(figure)
        baseline = f"  (engine alone {figure.baseline:.1f})" if figure.baseline is not None else ""
        line = f"{figure.key}  {figure.ours:.1f} {figure.unit}{baseline}"
        console.print(f"{perf_counter() - start:5.0f} s  {line}", highlight=False, soft_wrap=True)
    if arguments.set_floors:
        set_floors(figures)
    limits = floors()
    failures = drops(figures, limits)
    if not arguments.quick:
        PAGE.write_text(markdown(figures, limits))
        failures += unmeasured(figures, limits)
    for line in failures:
        console.print(f"[red]{line}[/]", soft_wrap=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
